/* Host side: starts the launcher (bubblewrap) with nothing of the caller's but the wanted descriptors. */
#include "launch.h"
#include "descriptors.h"
#include "failure.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Ignored signals stay ignored across exec. So bubblewrap's monitor, which lives in the caller's process
   group, outlives a Ctrl-C or a group kill, and mirrors the command's status instead of dying first.
   The supervisor forwards these signals to the inner stage, which receives them because it blocks them. */
static bool ignore_group_signals(void) {
  static const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
  const struct sigaction ignore = {.sa_handler = SIG_IGN};
  for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
    if (sigaction(ignored[i], &ignore, NULL) != 0) return false;
  sigset_t none;
  return sigemptyset(&none) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

static int fail(const char *what, const char *subject) {
  (void)dprintf(STDERR_FILENO, "sandbox: cannot %s %s: %s\n", what, subject, strerror(errno));
  return EXIT_SETUP_FAILED;
}

int launch(const char *last_descriptor, const char *file, char **arguments) {
  int last;
  errno = EINVAL;
  if (!parse_descriptor(last_descriptor, &last)) return fail("use descriptor", last_descriptor);
  if (!occupy_standard_streams()) return fail("open", "/dev/null");
  if (!ignore_group_signals()) return fail("set up signals for", file);
  if (!close_range_from((unsigned)last + 1, ~0U)) return fail("close the descriptors for", file);
  static char *no_environment[] = {NULL};
  execve(file, arguments, no_environment);
  return fail("execute", file);
}
