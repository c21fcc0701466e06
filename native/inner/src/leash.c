/* Notices when the process outside that started the sandbox is gone. */
#include "leash.h"
#include "failure.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

static int leash = -1;

void watch_leash(int descriptor) {
  leash = descriptor;
  const int flags = fcntl(leash, F_GETFL);
  if (flags < 0 || fcntl(leash, F_SETFD, FD_CLOEXEC) != 0 || fcntl(leash, F_SETOWN, getpid()) != 0 ||
      fcntl(leash, F_SETFL, flags | O_ASYNC) != 0)
    setup_failed_errno("cannot watch the process outside");
  require_leash();
}

void require_leash(void) {
  struct pollfd watched = {.fd = leash, .events = POLLIN, .revents = 0};
  int ready;
  do ready = poll(&watched, 1, 0);
  while (ready < 0 && errno == EINTR);
  if (ready != 0) _exit(128 + SIGKILL);
}
