#pragma once
#include "ledger.h"

enum { MAX_CHIPS = 4 };

typedef struct {
  int chip;
} device_t;

typedef struct {
  int chips[MAX_CHIPS];
  int count;
  device_t *physical[MAX_CHIPS];
  int open_streams;
} vdevice_t;

/** Type of the chips: HAILO8 or HAILO8L. */
extern int chip_architecture;
