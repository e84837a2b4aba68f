#pragma once
#include "ledger.h"

enum { MOST_CHIPS = 4 };

typedef struct {
  int chip;
} device_t;

typedef struct {
  int chips[MOST_CHIPS];
  int count;
  device_t *physical[MOST_CHIPS];
  int open_streams;
} vdevice_t;

/** What the chips are: HAILO8 or HAILO8L. */
extern int chip_architecture;
