/* Threads of ours that wait for a listener in a caller's name, and callers that wait no more. */
#ifndef SANDBOX_WAITS_H
#define SANDBOX_WAITS_H

#include "notifications.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* One call that is served. Its owner keeps it from `add_wait` to `end_wait`. */
struct wait {
  uint64_t id;
  pid_t caller;
  /* The thread that serves it, once that is about to wait. */
  pthread_t thread;
  bool begun;
  struct wait *next;
};

/* Before the first one. False with errno. */
bool prepare_waits(void);

/* Before the thread that serves CALL is started. */
void add_wait(struct wait *wait, const struct waiting_call *call);

/* In that thread: from here on what waits fails with EINTR once it is over. */
void begin_wait(struct wait *wait);

void end_wait(const struct wait *wait);

/* Waits until a call is told. Meanwhile the waits that IS_OVER says so of are ended. False when there will be no call. */
bool await_call(int notifications, bool (*is_over)(const struct wait *wait));

/* The caller of CALL waits for nothing else any more: a signal took it out of an earlier call. */
void end_earlier_waits(const struct waiting_call *call);

#endif
