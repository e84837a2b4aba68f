#include "ledger.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct entry {
  void *object;
  kind_t kind;
  struct entry *next;
} entry_t;

static entry_t *entries;
static int misuses;
static char last_misuse[256];
static struct {
  char call[64];
  hailo_status status;
  int skip;
} fault;
static struct {
  char call[64];
  int times;
} counts[64];

hailo_status enter(const char *call) {
  for (int i = 0; i < 64; i++) {
    if (counts[i].call[0] == 0) snprintf(counts[i].call, sizeof counts[i].call, "%s", call);
    if (strcmp(counts[i].call, call) != 0) continue;
    counts[i].times++;
    break;
  }
  if (strcmp(fault.call, call) != 0 || fault.skip-- > 0) return OK;
  fault.call[0] = 0;
  return fault.status;
}

hailo_status misuse(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(last_misuse, sizeof last_misuse, format, arguments);
  va_end(arguments);
  misuses++;
  return INVALID_ARGUMENT;
}

void enlist(void *object, kind_t kind) {
  entry_t *entry = malloc(sizeof *entry);
  *entry = (entry_t){object, kind, entries};
  entries = entry;
}

void *known(const char *call, const void *object, kind_t kind) {
  for (entry_t *entry = entries; entry != NULL; entry = entry->next)
    if (entry->object == object && (entry->kind & kind) != 0) return entry->object;
  misuse("%s: %p is no object of kind %d: released, or never made", call, object, kind);
  return NULL;
}

void delist(void *object) {
  for (entry_t **at = &entries; *at != NULL; at = &(*at)->next) {
    if ((*at)->object != object) continue;
    entry_t *found = *at;
    *at = found->next;
    free(found);
    break;
  }
#ifdef FAKE_FREE
  free(object);
#endif
}

// Interface for the tests.

int fake_live(void) {
  pthread_mutex_lock(&lock);
  int live = 0;
  for (entry_t *entry = entries; entry != NULL; entry = entry->next)
    if (entry->kind != GROUP && entry->kind != PHYSICAL_DEVICE) live++;
  pthread_mutex_unlock(&lock);
  return live;
}

int fake_misuses(char *text, int size) {
  pthread_mutex_lock(&lock);
  snprintf(text, size, "%s", last_misuse);
  int found = misuses;
  misuses = 0;
  last_misuse[0] = 0;
  pthread_mutex_unlock(&lock);
  return found;
}

int fake_called(const char *call) {
  pthread_mutex_lock(&lock);
  int times = 0;
  for (int i = 0; i < 64; i++)
    if (strcmp(counts[i].call, call) == 0) times = counts[i].times;
  pthread_mutex_unlock(&lock);
  return times;
}

void fake_fail(const char *call, int status, int skip) {
  pthread_mutex_lock(&lock);
  snprintf(fault.call, sizeof fault.call, "%s", call);
  fault.status = status;
  fault.skip = skip;
  pthread_mutex_unlock(&lock);
}
