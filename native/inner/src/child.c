/* The command's side of the fork: gives back what the stage changed for itself, then executes the program. */
#include "child.h"
#include "connections.h"
#include "descriptors.h"
#include "failure.h"
#include "filters.h"
#include "job.h"
#include "landlock.h"
#include "leash.h"
#include "passing.h"
#include "resource_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Also those that `launch` ignores. Some numbers cannot be set (KILL, STOP, the C library's own): no matter. */
static void default_dispositions(void) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++) (void)sigaction(number, &action, NULL);
}

static bool prepare(const struct spec *spec) {
  /* Always a group of its own, to which signals are forwarded: see job.h. */
  if (setpgid(0, 0) != 0) return false;
  if (spec->terminal && leash_word() == LEASH_FOREGROUND && !give_terminal(getpid())) return false;
  default_dispositions();
  sigset_t none;
  if (!restore_descriptor_limit() || sigemptyset(&none) != 0) return false;
  return sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

/* Filters come last: nothing that we do ourselves need be open to the command. */
static enum child_step take_steps(const struct spec *spec, int channel) {
  if (!prepare(spec)) return CHILD_PREPARES;
  if (!set_limits(spec)) return CHILD_LIMITS;
  if (spec->ruleset >= 0 && !enter_ruleset(spec->ruleset)) return CHILD_LANDLOCK;
  if (!ask_before_naming(spec, channel)) return CHILD_SOCKETS;
  return install_filters(spec) ? CHILD_EXECUTES : CHILD_FILTERS;
}

static _Noreturn void become_command(const struct spec *spec, int report, int channel) {
  struct child_failure failure = {.step = take_steps(spec, channel)};
  if (failure.step == CHILD_EXECUTES)
    failure.program = execute_program(spec);
  else
    failure.program.error = errno;
  const ssize_t written = write(report, &failure, sizeof failure);
  _exit(written == (ssize_t)sizeof failure ? EXIT_SETUP_FAILED : EXIT_NOT_EXECUTABLE);
}

/* True when the child reported a failure; at the end of the file it was executed (the pipe closed itself). */
static bool read_failure(int report, struct child_failure *failure) {
  ssize_t got;
  do got = read(report, failure, sizeof *failure);
  while (got < 0 && errno == EINTR);
  if (got < 0) setup_failed_errno("cannot hear from the command");
  return got == (ssize_t)sizeof *failure;
}

/* Before the command is executed, so that our thread is there when its processes are counted. False when the child gave up
   before. */
static bool serve(const struct spec *spec, int channel) {
  if (spec->socket_count == 0) return true;
  const int notifications = receive_descriptor(channel);
  if (notifications < 0) return false;
  if (!serve_connections(spec, notifications)) setup_failed_errno("cannot serve the command's connections");
  return send(channel, "", 1, MSG_NOSIGNAL) == 1;
}

pid_t start_command(const struct spec *spec, struct child_failure *failure) {
  int report[2];
  int channel[2] = {-1, -1};
  if (pipe2(report, O_CLOEXEC) != 0) setup_failed_errno("cannot create a pipe");
  if (spec->socket_count > 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0)
    setup_failed_errno("cannot create a pair of sockets");
  const pid_t command = fork();
  if (command < 0) setup_failed_errno("cannot fork");
  if (command == 0) become_command(spec, report[1], channel[1]);
  if (close(report[1]) != 0) setup_failed_errno("cannot close a pipe");
  if (channel[1] >= 0) (void)close(channel[1]);
  const bool is_served = serve(spec, channel[0]);
  const bool failed = read_failure(report[0], failure);
  if (close(report[0]) != 0) setup_failed_errno("cannot close a pipe");
  if (!failed && !is_served) setup_failed("nobody serves the command's connections");
  if (channel[0] >= 0) (void)close(channel[0]);
  if (!failed) return command;
  if (waitpid(command, NULL, 0) != command) setup_failed_errno("cannot wait for the command");
  return 0;
}
