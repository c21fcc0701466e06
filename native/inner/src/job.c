/* Job control over the user's terminal, of which the command's process group is a job of its own. */
#include "job.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

int find_terminal(void) {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
    if (isatty(stream)) return stream;
  return -1;
}

bool is_foreground(const struct job *job) {
  return job->terminal >= 0 && tcgetpgrp(job->terminal) == getpgrp();
}

struct job begin_job(void) {
  struct job job = {.terminal = find_terminal(), .foreground = false};
  /* Fails for a terminal that is not ours to control. */
  if (job.terminal >= 0 && tcgetpgrp(job.terminal) < 0) job.terminal = -1;
  job.foreground = is_foreground(&job);
  return job;
}

void end_job(const struct job *job) {
  if (job->terminal < 0) return;
  const pid_t holder = tcgetpgrp(job->terminal);
  const bool is_abandoned = holder > 0 && holder != getpgrp() && kill(-holder, 0) != 0 && errno == ESRCH;
  /* Failing, there is nothing left to hand back: the terminal is gone. */
  if (is_abandoned) (void)tcsetpgrp(job->terminal, getpgrp());
}

bool stop_with_group(void) {
  sigset_t stop;
  sigset_t before;
  if (sigemptyset(&stop) != 0 || sigaddset(&stop, SIGTSTP) != 0) return false;
  if (kill(getpid(), SIGTSTP) != 0) return false;
  /* Here we stop; in a group that nobody could continue the kernel lets us go on at once. */
  return sigprocmask(SIG_UNBLOCK, &stop, &before) == 0 && sigprocmask(SIG_SETMASK, &before, NULL) == 0;
}

bool give_terminal(pid_t group) {
  const int terminal = find_terminal();
  return terminal < 0 || tcsetpgrp(terminal, group) == 0;
}
