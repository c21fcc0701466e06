/* What this kernel offers to the process that asks. */
#include "kernel_features.h"
#include "clone.h"
#include "failure.h"
#include "kernel.h"

#include <errno.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif

enum { LANDLOCK_ASK_VERSION = 1, STACK_SIZE = 16 * 1024, STACK_ALIGNMENT = 16 };

static int landlock_abi(void) {
  const long version = call3(CALL_LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_ASK_VERSION);
  return version > 0 ? (int)version : 0;
}

/* A filter that cannot be read is never installed; EFAULT tells that it would have been. */
static bool has_seccomp(void) {
  return call3(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL) == -EFAULT;
}

/* AppArmor and the like let a process make a namespace in which it then may do nothing. */
static _Noreturn void try_privilege(void *argument) {
  (void)argument;
  const bool is_allowed = call1(SYS_unshare, CLONE_NEWUTS) == 0;
  for (;;) call1(SYS_exit_group, is_allowed ? 0 : 1);
}

static long run_trial(unsigned long flags, void (*body)(void *), int *pidfd) {
  unsigned char *const stack = malloc(STACK_SIZE);
  if (stack == NULL) return -ENOMEM;
  const uintptr_t top = ((uintptr_t)stack + STACK_SIZE) & ~(uintptr_t)(STACK_ALIGNMENT - 1);
  const uint64_t all = ~0ULL;
  uint64_t before = 0;
  call4(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
  /* No signal at its end: __WCLONE below waits for just such children. */
  const long pid = clone_process(flags | CLONE_VM | CLONE_VFORK, (void *)top, pidfd, body, NULL);
  int status = -1;
  if (pid > 0)
    while (call4(SYS_wait4, pid, &status, __WCLONE, NULL) == -EINTR) continue;
  call4(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
  free(stack);
  return pid < 0 ? pid : status;
}

static _Noreturn void do_nothing(void *argument) {
  (void)argument;
  for (;;) call1(SYS_exit_group, 0);
}

static bool has_pidfd(void) {
  int pidfd = -1;
  if (run_trial(CLONE_PIDFD, do_nothing, &pidfd) != 0 || pidfd < 0) return false;
  call1(SYS_close, pidfd);
  return true;
}

static bool has_user_namespaces(void) { return run_trial(CLONE_NEWUSER, try_privilege, NULL) == 0; }

static bool set_flag(napi_env env, napi_value object, const char *name, bool flag) {
  napi_value value;
  return napi_get_boolean(env, flag, &value) == napi_ok &&
         napi_set_named_property(env, object, name, value) == napi_ok;
}

napi_value describe_features(napi_env env) {
  napi_value features, abi;
  if (napi_create_object(env, &features) != napi_ok || napi_create_int32(env, landlock_abi(), &abi) != napi_ok ||
      napi_set_named_property(env, features, "landlockAbi", abi) != napi_ok ||
      !set_flag(env, features, "seccomp", has_seccomp()) ||
      !set_flag(env, features, "noNewPrivs", call5(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0) ||
      !set_flag(env, features, "pidfd", has_pidfd()) ||
      !set_flag(env, features, "userNamespaces", has_user_namespaces())) {
    throw_no_memory(env);
    return NULL;
  }
  return features;
}
