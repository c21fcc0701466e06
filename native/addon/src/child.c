/* What a child does between clone and exec.

   It runs in its parent's memory, and the parent's other threads go on. So: system calls only, no C library, nothing
   written but its own stack and its struct start. Signals stay blocked until no handler of the parent is left. */
#include "child.h"
#include "descriptors.h"
#include "kernel.h"
#include "restrictions.h"

#include <errno.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <signal.h>

enum { NOT_EXECUTED = 127 };

/* Ends the child when ANSWER says that STEP failed. */
static void require_at(struct start *start, const char *step, const char *path, long answer) {
  if (answer >= 0) return;
  start->failure.path = path;
  start->failure.error = (int)-answer;
  start->failure.step = step;
  for (;;) call1(SYS_exit_group, NOT_EXECUTED);
}

static void require(struct start *start, const char *step, long answer) { require_at(start, step, NULL, answer); }

/* All of them, those that the parent ignores included: a program is not to inherit habits of Node.js. */
static void reset_signals(void) {
  const struct kernel_action action = {0};
  for (int number = 1; number <= SIGNALS; number++)
    call4(SYS_rt_sigaction, number, &action, NULL, sizeof action.mask);
}

static void limit_resources(struct start *start, const struct restrictions *restrictions) {
  for (size_t i = 0; i < restrictions->limit_count; i++) {
    const struct resource_limit *const limit = &restrictions->limits[i];
    require(start, "prlimit64", call4(SYS_prlimit64, 0, limit->resource, &limit->values, NULL));
  }
}

static void restrict_self(struct start *start, const struct restrictions *restrictions, int ruleset) {
  limit_resources(start, restrictions);
  require(start, "prctl", call5(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  require(start, "landlock_restrict_self", call2(CALL_LANDLOCK_RESTRICT_SELF, ruleset, 0));
  for (size_t i = 0; i < restrictions->filter_count; i++)
    require(start, "seccomp", call3(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &restrictions->filters[i]));
}

_Noreturn void become_program(void *argument) {
  struct start *const start = argument;
  const struct request *const request = start->request;
  const struct restrictions *const restrictions = request->restrictions;
  /* Without it nobody would learn when this process ends. */
  require(start, "pidfd", start->pidfd < 0 ? -ENOSYS : 0);
  reset_signals();
  long ruleset = restrictions == NULL ? 0 : move_beyond(restrictions->ruleset, request->stream_count);
  require(start, "fcntl", ruleset);
  require(start, "dup3", place_streams(request->streams, request->stream_count));
  require(start, "close_range", close_on_execution((unsigned)request->stream_count));
  require_at(start, "chdir", request->cwd, call1(SYS_chdir, request->cwd));
  const uint64_t none = 0;
  require(start, "rt_sigprocmask", call4(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none));
  /* Last, so that a filter need not let through any of the above. */
  if (restrictions != NULL) restrict_self(start, restrictions, (int)ruleset);
  require_at(start, "execve", request->file, call3(SYS_execve, request->file, request->args, request->env));
  __builtin_unreachable();
}
