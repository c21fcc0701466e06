/* The pipe from the process outside: its words, and its death. */
#include "leash.h"
#include "descendants.h"
#include "failure.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

static int leash = -1;

/* With us ends the PID namespace, or else what we adopted. */
static _Noreturn void end_everything(void) {
  end_descendants();
  _exit(128 + SIGKILL);
}

static void require_other_end(void) {
  struct pollfd watched = {.fd = leash, .events = 0, .revents = 0};
  int ready;
  do ready = poll(&watched, 1, 0);
  while (ready < 0 && errno == EINTR);
  if (ready != 0) end_everything();
}

void watch_leash(int descriptor) {
  leash = descriptor;
  const int flags = fcntl(leash, F_GETFL);
  if (flags < 0 || fcntl(leash, F_SETFD, FD_CLOEXEC) != 0 || fcntl(leash, F_SETOWN, getpid()) != 0 ||
      fcntl(leash, F_SETFL, flags | O_ASYNC | O_NONBLOCK) != 0)
    setup_failed_errno("cannot watch the process outside");
  require_other_end();
}

int leash_word(void) {
  char word;
  ssize_t got;
  do got = read(leash, &word, 1);
  while (got < 0 && errno == EINTR);
  if (got == 1) return word;
  if (got == 0) end_everything();
  require_other_end();
  return LEASH_NOTHING;
}
