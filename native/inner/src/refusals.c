/* Tells the process outside what was refused inside. */
#include "refusals.h"
#include "spec_file.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A command can be refused without end, and the file of the records is held in memory. */
enum { TOLD_MAX = 64 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *told[TOLD_MAX];
static size_t count;

/* The lock must be held. */
static bool is_new(const char *name) {
  if (count == TOLD_MAX) return false;
  for (size_t i = 0; i < count; i++)
    if (strcmp(told[i], name) == 0) return false;
  return true;
}

void tell_refused_socket(const char *name, bool unknown) {
  const char *const record[] = {unknown ? "unknown-socket" : "refused-socket", name};
  if (pthread_mutex_lock(&lock) != 0) return;
  if (is_new(name)) {
    told[count] = strdup(name);
    if (told[count] != NULL) count++;
    (void)append_status(record, 2);
  }
  (void)pthread_mutex_unlock(&lock);
}
