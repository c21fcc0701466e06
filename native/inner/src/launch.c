/* Host side: starts the launcher (bubblewrap) with nothing of the caller's but the wanted descriptors, and holds
   the leash of the sandbox: a pipe whose writing end only this process has. */
#include "launch.h"
#include "cgroup.h"
#include "descendants.h"
#include "descriptors.h"
#include "failure.h"
#include "job.h"
#include "leash.h"
#include "relay.h"
#include "spec_file.h"
#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Ignored signals stay ignored across exec. So bubblewrap's monitor, which lives in the caller's process
   group, outlives a Ctrl-C or a group kill, and mirrors the command's status instead of dying first.
   The supervisor forwards these signals to the inner stage, which receives them because it blocks them. */
static bool ignore_group_signals(void) {
  static const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
  const struct sigaction ignore = {.sa_handler = SIG_IGN};
  const struct sigaction standard = {.sa_handler = SIG_DFL};
  for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
    if (sigaction(ignored[i], &ignore, NULL) != 0) return false;
  sigset_t none;
  return sigaction(SIGCHLD, &standard, NULL) == 0 && sigemptyset(&none) == 0 &&
         sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

static int fail(const char *what, const char *subject) {
  (void)dprintf(STDERR_FILENO, "sandbox: cannot %s %s: %s\n", what, subject, strerror(errno));
  return EXIT_SETUP_FAILED;
}

/* THREAT: the launcher ties its child's life to its own only some milliseconds after it made it. If it dies in
   between, the child would go on alone. The leash closes that gap: its end reaches the inner stage whenever this
   process ends, and this process ends with the supervisor and with the launcher. */
static bool make_leash(int inner_end, int *outer_end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  *outer_end = fcntl(ends[1], F_DUPFD_CLOEXEC, inner_end + 1);
  if (*outer_end < 0 || dup2(ends[0], inner_end) != inner_end) return false;
  if (fcntl(inner_end, F_SETFD, 0) != 0) return false;
  return (ends[0] == inner_end || close(ends[0]) == 0) && (ends[1] == inner_end || close(ends[1]) == 0);
}

/* The supervisor tells its number: asked here, a supervisor that has just died would be mistaken for its heir.
   Emulated processors know no subreapers; then only what the launcher leaves half-made is not adopted. */
static bool die_with_supervisor(pid_t supervisor) {
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0 && errno != EINVAL) return false;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return false;
  errno = ESRCH;
  return getppid() == supervisor;
}

static bool say(int leash, char word) { return write(leash, &word, 1) == 1; }

/* The inner stage stopped our group because the command has stopped. */
static void stop_and_continue(const struct job *job, int leash) {
  if (job->terminal >= 0 && stop_with_group())
    (void)say(leash, is_foreground(job) ? LEASH_FOREGROUND : LEASH_BACKGROUND);
}

/* Also a command that ended by itself, when not all that it wrote could be passed on, counts as ended by the limit. */
static int over_output(int spec) {
  const char *const record[] = {"over-limit", "output", "signaled", "9"};
  if (!resume_status(spec) || !append_status(record, 4)) return fail("record", "the end of the command");
  return 128 + SIGKILL;
}

static int end_of(int status, struct relay *relay, int spec) {
  end_relay(relay);
  if (relay->exceeded) return over_output(spec);
  errno = relay->lost;
  /* The command may have ended well, believing that all it wrote went out. */
  if (relay->lost != 0) return fail("pass on", "the command's output");
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int wait_for(pid_t launcher, const struct job *job, int leash, struct relay *relay, int spec,
                    const sigset_t *awaited) {
  for (int status;;) {
    const pid_t ended = waitpid(-1, &status, WNOHANG);
    if (ended < 0 && errno != EINTR) return fail("wait for", "the launcher");
    if (ended == launcher) {
      end_job(job);
      /* What the launcher left behind half-made, or unfinished because it was killed, is ours now. */
      end_children();
      return end_of(status, relay, spec);
    }
    if (ended <= 0 && relay->active && !relay->exceeded) {
      relay_until_signal(relay);
      if (relay->exceeded) (void)say(leash, LEASH_OUTPUT);
    }
    siginfo_t received;
    if (ended <= 0 && sigwaitinfo(awaited, &received) == SIGTSTP) stop_and_continue(job, leash);
  }
}

/* SIGTTOU is held back because we speak to the terminal from the background, SIGPIPE because a reader may go. */
static bool hold_back(sigset_t *awaited) {
  sigset_t held;
  return sigemptyset(awaited) == 0 && sigaddset(awaited, SIGCHLD) == 0 && sigaddset(awaited, SIGTSTP) == 0 &&
         sigemptyset(&held) == 0 && sigaddset(&held, SIGCHLD) == 0 && sigaddset(&held, SIGTSTP) == 0 &&
         sigaddset(&held, SIGTTOU) == 0 && sigaddset(&held, SIGPIPE) == 0 && sigprocmask(SIG_SETMASK, &held, NULL) == 0;
}

/* Only the launcher enters the cgroup: this process must outlive a kill of all that is in there, to give the terminal
   back and to say how it ended. */
static _Noreturn void become_launcher(const char *file, char **arguments, const struct relay *relay, int cgroup) {
  static char *no_environment[] = {NULL};
  sigset_t none;
  if (!enter_cgroup(cgroup)) _exit(fail("enter the cgroup for", file));
  if (use_relay(relay) && sigemptyset(&none) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0)
    execve(file, arguments, no_environment);
  _exit(fail("execute", file));
}

/* The inner stage's notes come after everything else. */
static char **with_notes(char **arguments, char notes[STREAMS][STREAM_NOTE]) {
  enum { ARGUMENTS_MAX = 64 };
  static char *extended[ARGUMENTS_MAX + STREAMS + 1];
  size_t count = 0;
  for (; arguments[count] != NULL; count++) {
    if (count == ARGUMENTS_MAX) return NULL;
    extended[count] = arguments[count];
  }
  for (size_t stream = 0; stream < STREAMS; stream++)
    if (notes[stream][0] != '\0') extended[count++] = notes[stream];
  extended[count] = NULL;
  return extended;
}

int launch(const char *last_descriptor, const char *supervisor, const char *output, const char *processes,
           const char *spec, const char *file, char **arguments) {
  static char notes[STREAMS][STREAM_NOTE];
  int last;
  int parent;
  int cgroup;
  int status;
  errno = EINVAL;
  if (!parse_descriptor(last_descriptor, &last)) return fail("use descriptor", last_descriptor);
  if (!parse_number(supervisor, &parent)) return fail("use the process number", supervisor);
  if (!parse_cgroup(processes, &cgroup)) return fail("use descriptor", processes);
  if (!parse_descriptor(spec, &status)) return fail("use descriptor", spec);
  if (!occupy_standard_streams()) return fail("open", "/dev/null");
  if (!note_streams(notes)) return EXIT_SETUP_FAILED;
  char **const extended = with_notes(arguments, notes);
  errno = E2BIG;
  if (extended == NULL) return fail("use the arguments for", file);
  if (!ignore_group_signals()) return fail("set up signals for", file);
  if (!close_range_from((unsigned)last + 1, ~0U)) return fail("close the descriptors for", file);
  int leash;
  sigset_t awaited;
  const struct job job = begin_job();
  if (!make_leash(last + 1, &leash)) return fail("make the leash for", file);
  if (job.foreground && !say(leash, LEASH_FOREGROUND)) return fail("write to the leash for", file);
  if (!die_with_supervisor(parent)) return fail("tie to the supervisor", file);
  if (!hold_back(&awaited)) return fail("hold back signals for", file);
  struct relay relay;
  if (!begin_relay(output, &awaited, &relay)) return fail("limit the output to", output);
  const pid_t launcher = fork();
  if (launcher < 0) return fail("fork for", file);
  if (launcher == 0) become_launcher(file, extended, &relay, cgroup);
  leave_cgroup_alone(cgroup);
  keep_readers(&relay);
  return wait_for(launcher, &job, leash, &relay, status, &awaited);
}
