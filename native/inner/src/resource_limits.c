/* The command's resource limits, and which of them ended it. */
#include "resource_limits.h"
#include "failure.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __GLIBC__
typedef __rlimit_resource_t resource_number;
#else
typedef int resource_number;
#endif

static const uint64_t second = 1000000000;

/* `memory` counts what is private and writable. The whole address space would not do: V8, Go, WebAssembly and the
   sanitizers reserve far more of it than they ever use, without access, and that costs nothing. */
static const struct {
  resource_number resource;
  /* What the kernel needs on top of the number asked for, for the soft and for the hard limit. */
  rlim_t soft_extra;
  rlim_t hard_extra;
} resources[LIMITS] = {
    [LIMIT_MEMORY] = {RLIMIT_DATA, 0, 0},
    /* This stage is counted as well. */
    [LIMIT_PROCESSES] = {RLIMIT_NPROC, 1, 1},
    [LIMIT_FILES] = {RLIMIT_FSIZE, 0, 0},
    /* SIGXCPU at the limit, so that the command may tell; SIGKILL a second later. */
    [LIMIT_CPU] = {RLIMIT_CPU, 0, 1},
    [LIMIT_CORE] = {RLIMIT_CORE, 0, 0},
};

static rlim_t lower(rlim_t one, rlim_t other) { return one < other ? one : other; }

static bool set_limit(enum limit_kind kind, uint64_t value) {
  struct rlimit limit;
  if (getrlimit(resources[kind].resource, &limit) != 0) return false;
  limit.rlim_max = lower(limit.rlim_max, value + resources[kind].hard_extra);
  limit.rlim_cur = lower(lower(limit.rlim_cur, value + resources[kind].soft_extra), limit.rlim_max);
  return setrlimit(resources[kind].resource, &limit) == 0;
}

/* A core file holds what the command had in memory: none, unless it was asked for. One byte is too little for a file, and
   the kernel's sign that no program of the host is started to take it either, which it would be with none (core(5)). */
static const uint64_t no_core = 1;

/* What `resources` does not know: the thread of this stage that hears of connections is counted as well. */
static uint64_t value_of(const struct spec *spec, size_t kind) {
  if (kind == LIMIT_CORE && !spec->limits[kind].given) return no_core;
  const bool has_thread = kind == LIMIT_PROCESSES && spec->socket_count > 0;
  return spec->limits[kind].value + (has_thread ? 1 : 0);
}

bool set_limits(const struct spec *spec) {
  for (size_t kind = 0; kind < LIMITS; kind++) {
    if (!spec->limits[kind].given && kind != LIMIT_CORE) continue;
    if (!set_limit((enum limit_kind)kind, value_of(spec, kind))) return false;
  }
  return true;
}

/* Can one more process be made while the limit is COUNT? */
static bool can_fork_within(rlim_t count, rlim_t hard) {
  const struct rlimit trial = {lower(count, hard), hard};
  if (setrlimit(RLIMIT_NPROC, &trial) != 0) setup_failed_errno("cannot try the limit of processes");
  const pid_t child = fork();
  if (child == 0) _exit(0);
  if (child < 0 && errno != EAGAIN) setup_failed_errno("cannot try the limit of processes");
  if (child > 0 && waitpid(child, NULL, 0) != child) setup_failed_errno("cannot wait for a trial process");
  return child > 0;
}

/* Tried rather than derived from ids and versions. The kernel exempts the host's own root, whatever number it has
   here; and before Linux 5.14 it counts all processes of the user, wherever they are. */
void require_countable_processes(const struct spec *spec) {
  if (!spec->limits[LIMIT_PROCESSES].given) return;
  struct rlimit before;
  if (getrlimit(RLIMIT_NPROC, &before) != 0) setup_failed_errno("cannot read the limit of processes");
  if (can_fork_within(1, before.rlim_max)) setup_failed("cannot limit processes: the kernel exempts this user");
  if (!can_fork_within(2, before.rlim_max))
    setup_failed("cannot limit processes: the kernel counts those outside the sandbox too");
  if (setrlimit(RLIMIT_NPROC, &before) != 0) setup_failed_errno("cannot restore the limit of processes");
}

const char *limit_behind(const struct spec *spec, int number, uint64_t nanoseconds) {
  const struct limit cpu = spec->limits[LIMIT_CPU];
  const uint64_t seconds = nanoseconds / second;
  if (number == SIGXFSZ && spec->limits[LIMIT_FILES].given) return "files";
  if (number == SIGXCPU && cpu.given && seconds >= cpu.value) return "cpu";
  /* It caught SIGXCPU and went on. */
  if (number == SIGKILL && cpu.given && seconds > cpu.value) return "cpu";
  return NULL;
}
