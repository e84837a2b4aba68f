// Ledger of all objects in use, and record of misuses. One lock for everything.
#pragma once
#include "abi.h"
#include <pthread.h>

/** Kinds are bits; `known` accepts several. */
typedef enum {
  DEVICE = 1,
  PHYSICAL_DEVICE = 2,
  ANY_DEVICE = 3,
  VDEVICE = 4,
  HEF = 8,
  GROUP = 16,
  INPUT = 32,
  OUTPUT = 64
} kind_t;

extern pthread_mutex_t lock;

/** Counts a call, and returns the fault that a test set for it. The caller holds the lock. */
hailo_status enter(const char *call);
/** Records a misuse; returns HAILO_INVALID_ARGUMENT. */
hailo_status misuse(const char *format, ...);
/** Adds an object to the ledger. */
void enlist(void *object, kind_t kind);
/** The object if it is in the ledger; otherwise records a misuse and returns NULL. */
void *known(const char *call, const void *object, kind_t kind);
/** Removes an object from the ledger; frees its memory when built with FAKE_FREE, for memory checkers. */
void delist(void *object);

/** Locks, counts, and returns early on a fault; LEAVE unlocks. */
#define ENTER(call)                                                                                                    \
  pthread_mutex_lock(&lock);                                                                                           \
  hailo_status entered = enter(call);                                                                                  \
  if (entered != OK) LEAVE(entered)
#define LEAVE(status)                                                                                                  \
  {                                                                                                                    \
    hailo_status left = (status);                                                                                      \
    pthread_mutex_unlock(&lock);                                                                                       \
    return left;                                                                                                       \
  }
#define REQUIRE(condition, ...)                                                                                        \
  if (!(condition)) LEAVE(misuse(__VA_ARGS__))
