/* Starts a process at a cost that does not grow with the memory of this one.

   fork copies the page tables, which blocks the event loop for milliseconds per gigabyte. Here the child borrows the
   memory, as in vfork, and this thread waits until it has executed its program. */
#include "start.h"
#include "child.h"
#include "clone.h"
#include "kernel.h"

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif

/* The child needs less than 4 KiB of its stack, and no signal handler can run on it. */
enum { STACK_SIZE = 32 * 1024, STACK_ALIGNMENT = 16, NO_CHILD_WAIT = 2 };

/* A parent that ignores SIGCHLD, as after `trap '' CHLD`, would never learn how a child ended. */
static void keep_children_waitable(void) {
  struct kernel_action action = {0};
  if (call4(SYS_rt_sigaction, SIGCHLD, NULL, &action, sizeof action.mask) != 0) return;
  const bool is_ignored = action.handler == (uintptr_t)SIG_IGN;
  if (!is_ignored && (action.flags & NO_CHILD_WAIT) == 0) return;
  action.flags &= ~(unsigned long)NO_CHILD_WAIT;
  if (is_ignored) action = (struct kernel_action){0};
  call4(SYS_rt_sigaction, SIGCHLD, &action, NULL, sizeof action.mask);
}

/* Also the signals that a C library keeps for itself: a handler would run in the child, in this memory. */
static long clone_unsignalled(void *stack_top, struct start *start) {
  const uint64_t all = ~0ULL;
  uint64_t before = 0;
  call4(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
  const long pid =
      clone_process(CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, stack_top, &start->pidfd, become_program, start);
  call4(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
  return pid;
}

static bool fill_failure(struct failure *failure, const char *step, int error) {
  *failure = (struct failure){.step = step, .error = error};
  return false;
}

long collect_process(int pid, int *status) {
  long answer;
  do answer = call4(SYS_wait4, pid, status, WNOHANG, NULL);
  while (answer == -EINTR);
  return answer;
}

static void wait_for(int pid) {
  int status;
  while (call4(SYS_wait4, pid, &status, 0, NULL) == -EINTR) continue;
}

void abandon_process(const struct process *process) {
  call4(CALL_PIDFD_SEND_SIGNAL, process->pidfd, SIGKILL, NULL, 0);
  wait_for(process->pid);
  call1(SYS_close, process->pidfd);
}

bool start_process(const struct request *request, struct process *process, struct failure *failure) {
  unsigned char *const stack = malloc(STACK_SIZE);
  if (stack == NULL) return fill_failure(failure, "malloc", ENOMEM);
  keep_children_waitable();
  struct start start = {.request = request, .pidfd = -1};
  const uintptr_t top = ((uintptr_t)stack + STACK_SIZE) & ~(uintptr_t)(STACK_ALIGNMENT - 1);
  const long pid = clone_unsignalled((void *)top, &start);
  free(stack);
  if (pid < 0) return fill_failure(failure, "clone", (int)-pid);
  *process = (struct process){(int)pid, start.pidfd};
  if (start.failure.step == NULL) return true;
  wait_for(process->pid);
  if (process->pidfd >= 0) call1(SYS_close, process->pidfd);
  *failure = start.failure;
  return false;
}
