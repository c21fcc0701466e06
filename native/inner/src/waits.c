/* Threads of ours that wait for a listener in a caller's name, and callers that wait no more.

   THREAT: a caller that is killed leaves behind the thread that connects for it. A command that makes and kills such
   callers would fill the machine with our threads, past its own limit of processes. Nothing tells us of a caller's
   end, or that a signal was sent to it, so we look now and then while anybody waits. */
#include "waits.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

/* In milliseconds. */
enum { PAUSE = 1000 };

/* Ignored by default, and not one that is forwarded. */
enum { WAKE = SIGURG };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct wait *first;

static void do_nothing(int number) { (void)number; }

bool prepare_waits(void) {
  /* Without SA_RESTART: to end what waits is all that it is for. */
  const struct sigaction action = {.sa_handler = do_nothing};
  return sigaction(WAKE, &action, NULL) == 0;
}

void add_wait(struct wait *wait, const struct waiting_call *call) {
  (void)pthread_mutex_lock(&lock);
  *wait = (struct wait){.id = call->id, .caller = call->thread, .next = first};
  first = wait;
  (void)pthread_mutex_unlock(&lock);
}

void begin_wait(struct wait *wait) {
  sigset_t wake;
  if (sigemptyset(&wake) != 0 || sigaddset(&wake, WAKE) != 0) return;
  if (pthread_sigmask(SIG_UNBLOCK, &wake, NULL) != 0) return;
  (void)pthread_mutex_lock(&lock);
  wait->thread = pthread_self();
  wait->begun = true;
  (void)pthread_mutex_unlock(&lock);
}

void end_wait(const struct wait *wait) {
  (void)pthread_mutex_lock(&lock);
  struct wait **link = &first;
  while (*link != wait) link = &(*link)->next;
  *link = wait->next;
  (void)pthread_mutex_unlock(&lock);
}

static bool is_anybody_served(void) {
  (void)pthread_mutex_lock(&lock);
  const bool any = first != NULL;
  (void)pthread_mutex_unlock(&lock);
  return any;
}

/* One signal can come just before the thread waits; then the next one ends that. */
static void end_waits(bool (*is_over)(const struct wait *wait)) {
  (void)pthread_mutex_lock(&lock);
  for (const struct wait *wait = first; wait != NULL; wait = wait->next)
    if (wait->begun && is_over(wait)) (void)pthread_kill(wait->thread, WAKE);
  (void)pthread_mutex_unlock(&lock);
}

void end_earlier_waits(const struct waiting_call *call) {
  (void)pthread_mutex_lock(&lock);
  for (const struct wait *wait = first; wait != NULL; wait = wait->next)
    if (wait->begun && wait->caller == call->thread) (void)pthread_kill(wait->thread, WAKE);
  (void)pthread_mutex_unlock(&lock);
}

static int64_t milliseconds(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool await_call(int notifications, bool (*is_over)(const struct wait *wait)) {
  static int64_t next_look;
  struct pollfd watched = {.fd = notifications, .events = POLLIN, .revents = 0};
  for (int ready = 0; ready == 0 || (ready < 0 && errno == EINTR);) {
    const bool any = is_anybody_served();
    /* Also when calls come so fast that there is never a pause. */
    if (any && milliseconds() >= next_look) {
      end_waits(is_over);
      next_look = milliseconds() + PAUSE;
    }
    ready = poll(&watched, 1, any ? PAUSE : -1);
  }
  return (watched.revents & POLLIN) != 0;
}
