/* PID 1's duty while the command runs: forward signals, reap orphans, tell how it ended. */
#include "supervise.h"
#include "failure.h"
#include "job.h"
#include "leash.h"
#include "spec_file.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
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

/* Reaps everything that ended. True when COMMAND was among it, with its STATUS. */
static bool reap(pid_t command, int *status) {
  for (;;) {
    int changed_status;
    const pid_t changed = waitpid(-1, &changed_status, WNOHANG | WUNTRACED);
    if (changed < 0 && errno == EINTR) continue;
    if (changed <= 0) return false;
    if (changed != command) continue;
    *status = changed_status;
    if (!WIFSTOPPED(changed_status)) return true;
    /* Whoever waits for us outside shall see us stopped as well. Our group is the one of `launch`; without a
       terminal we are alone in it. */
    (void)kill(0, SIGTSTP);
  }
}

/* The command has its group of its own, so it is told in whose hands the terminal is. */
static void obey(int word, pid_t command) {
  if (word == LEASH_NOTHING) return;
  if (word == LEASH_FOREGROUND) (void)give_terminal(command);
  (void)kill(-command, SIGCONT);
}

static int report_end(int status) {
  const bool killed = WIFSIGNALED(status);
  const int value = killed ? WTERMSIG(status) : WEXITSTATUS(status);
  char number[16];
  if (snprintf(number, sizeof number, "%d", value) < 0) number[0] = '\0';
  const char *const record[] = {killed ? "signaled" : "exited", number};
  if (!append_status(record, 2))
    (void)dprintf(STDERR_FILENO, "sandbox: cannot record the end of the command: %s\n", strerror(errno));
  return killed ? 128 + value : value;
}

int supervise(pid_t command, bool terminal) {
  sigset_t all;
  if (sigfillset(&all) != 0) setup_failed_errno("cannot wait for signals");
  for (int status;;) {
    siginfo_t received;
    if (sigwaitinfo(&all, &received) < 0) {
      if (errno == EINTR) continue;
      setup_failed_errno("cannot wait for signals");
    }
    if (received.si_signo == SIGIO) obey(leash_word(), command);
    /* With a terminal `launch` is continued as well, and says whether to the foreground. */
    const bool is_for_launch = terminal && received.si_signo == SIGCONT;
    /* A command that has just ended is no error here: its SIGCHLD is next. */
    if (is_forwarded(&received) && !is_for_launch) (void)kill(-command, received.si_signo);
    if (received.si_signo == SIGCHLD && reap(command, &status)) return report_end(status);
  }
}
