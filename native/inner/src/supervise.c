/* The stage's duty while the command runs: forward signals, reap orphans, tell how it ended. */
#include "supervise.h"
#include "descendants.h"
#include "failure.h"
#include "job.h"
#include "leash.h"
#include "resource_limits.h"
#include "spec_file.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void block_signals(void) {
  /* A caller that ignores SIGCHLD would make the kernel reap the command before we read its status. */
  const struct sigaction standard = {.sa_handler = SIG_DFL};
  sigset_t all;
  if (sigaction(SIGCHLD, &standard, NULL) != 0 || sigfillset(&all) != 0 || sigprocmask(SIG_SETMASK, &all, NULL) != 0)
    setup_failed_errno("cannot block signals");
}

/* A sender outside our PID namespace has no number in it. Inside, a `kill 0` of the command reaches us too, when
   we share its group; sending that back would be a signal too many. */
static bool is_from_outside(const siginfo_t *signal_info) {
  const int code = signal_info->si_code;
  if (code != SI_USER && code != SI_TKILL && code != SI_QUEUE) return false;
  return signal_info->si_pid == 0 || getpid() != 1;
}

static bool is_forwarded(const siginfo_t *signal_info) {
  static const int forwarded[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT};
  if (!is_from_outside(signal_info)) return false;
  for (size_t i = 0; i < sizeof forwarded / sizeof forwarded[0]; i++)
    if (forwarded[i] == signal_info->si_signo) return true;
  return false;
}

/* How the command ended. */
struct ending {
  int status;
  uint64_t nanoseconds;
};

/* The processor time of a process that may have ended but has not been reaped, without its children. It is the
   clock that RLIMIT_CPU looks at. Zero where it cannot be read. */
static uint64_t processor_time(pid_t process) {
  const clockid_t clock = (clockid_t)(~(unsigned)process << 3);
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return 0;
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* A process that ended or stopped, still to be reaped; 0 when there is none. */
static pid_t next_changed(void) {
  siginfo_t change = {.si_pid = 0};
  int result;
  do result = waitid(P_ALL, 0, &change, WEXITED | WSTOPPED | WNOHANG | WNOWAIT);
  while (result != 0 && errno == EINTR);
  return result == 0 ? change.si_pid : 0;
}

/* Reaps everything that ended. True when COMMAND was among it. */
static bool reap(pid_t command, bool terminal, struct ending *ending) {
  for (pid_t changed; (changed = next_changed()) != 0;) {
    if (changed == command) ending->nanoseconds = processor_time(command);
    if (waitpid(changed, &ending->status, WNOHANG | WUNTRACED) != changed || changed != command) continue;
    if (!WIFSTOPPED(ending->status)) return true;
    /* Whoever waits for us outside shall see us stopped as well: our group is the one of `launch`. */
    if (terminal) (void)kill(0, SIGTSTP);
  }
  return false;
}

/* The command has its group of its own, so it is told in whose hands the terminal is. That it wrote too much is told
   by `launch`, which knows it even when the command ended by itself. */
static void obey(int word, pid_t command) {
  if (word == LEASH_FOREGROUND) (void)give_terminal(command);
  /* THREAT: a command can leave its group for one of its child's, and would go on when only the group is killed. */
  if (word == LEASH_OUTPUT) (void)kill(command, SIGKILL);
  (void)kill(-command, word == LEASH_OUTPUT ? SIGKILL : SIGCONT);
}

/* However many words come, one signal may stand for all of them. */
static void obey_leash(pid_t command) {
  for (int word; (word = leash_word()) != LEASH_NOTHING;) obey(word, command);
}

static int report_end(const struct ending *ending, const struct spec *spec) {
  const bool killed = WIFSIGNALED(ending->status);
  const int value = killed ? WTERMSIG(ending->status) : WEXITSTATUS(ending->status);
  const char *const limit = killed ? limit_behind(spec, value, ending->nanoseconds) : NULL;
  const char *const reason[] = {"over-limit", limit};
  char number[16];
  if (snprintf(number, sizeof number, "%d", value) < 0) number[0] = '\0';
  const char *const record[] = {killed ? "signaled" : "exited", number};
  if ((limit != NULL && !append_status(reason, 2)) || !append_status(record, 2))
    (void)dprintf(STDERR_FILENO, "sandbox: cannot record the end of the command: %s\n", strerror(errno));
  return killed ? 128 + value : value;
}

int supervise(pid_t command, const struct spec *spec) {
  sigset_t all;
  if (sigfillset(&all) != 0) setup_failed_errno("cannot wait for signals");
  for (struct ending ending;;) {
    siginfo_t received;
    if (sigwaitinfo(&all, &received) < 0) {
      if (errno == EINTR) continue;
      setup_failed_errno("cannot wait for signals");
    }
    if (received.si_signo == SIGIO) obey_leash(command);
    /* With a terminal `launch` is continued as well, and says whether to the foreground. */
    const bool is_for_launch = spec->terminal && received.si_signo == SIGCONT;
    /* A command that has just ended is no error here: its SIGCHLD is next. */
    if (is_forwarded(&received) && !is_for_launch) (void)kill(-command, received.si_signo);
    if (received.si_signo == SIGCHLD && reap(command, spec->terminal, &ending)) {
      const int code = report_end(&ending, spec);
      end_descendants();
      return code;
    }
  }
}
