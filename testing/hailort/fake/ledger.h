// Who holds what: every object handed out is in a ledger, every misuse is written down. One lock for everything.
#pragma once
#include "abi.h"
#include <pthread.h>

/** Kinds are bits; `known` takes several. */
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

/** Counts a call, and fails it when a test asked for that. Locks nothing: callers hold the lock. */
hailo_status enter(const char *call);
/** Writes a misuse down; returns HAILO_INVALID_ARGUMENT. */
hailo_status misuse(const char *format, ...);
/** Remembers an object. */
void enlist(void *object, kind_t kind);
/** The object, or NULL after writing down that nobody has such a one any more. */
void *known(const char *call, const void *object, kind_t kind);
/** Takes an object out of the ledger; its memory goes back when built with FAKE_FREE, for tools that watch memory. */
void strike(void *object);

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
