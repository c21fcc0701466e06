/* Calls of the command that wait for our answer: the kernel's seccomp notifications of `connect` and `bind`. */
#include "notifications.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the number that the kernel gives this architecture is not known here"
#endif

/* From Linux 5.19: a signal that the command handles does not make it call a second time while we act on the first. */
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

/* The C libraries disagree on the type of the request. */
static bool request(int notifications, unsigned long what, void *argument) {
  return syscall(SYS_ioctl, notifications, what, argument) == 0;
}

int notify_calls(void) {
  /* Other architectures are let through to the next filter, which kills. */
  struct sock_filter instructions[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 0, 4),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_connect, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_bind, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = {.len = sizeof instructions / sizeof *instructions, .filter = instructions};
  const unsigned long listen = SECCOMP_FILTER_FLAG_NEW_LISTENER;
  const unsigned long calmly = listen | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
  const long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, calmly, &program);
  if (listener >= 0 || errno != EINVAL) return (int)listener;
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, listen, &program);
}

bool next_call(int notifications, struct waiting_call *call) {
  struct seccomp_notif told;
  memset(&told, 0, sizeof told);
  if (!request(notifications, SECCOMP_IOCTL_NOTIF_RECV, &told)) return false;
  const uint64_t *const arguments = (const uint64_t *)told.data.args;
  /* Of numbers with 32 bits the kernel ignores what else is in the register. */
  *call = (struct waiting_call){
      .is_bind = told.data.nr == SYS_bind,
      .id = told.id,
      .thread = (pid_t)told.pid,
      .socket = (int)arguments[0],
      .address = arguments[1],
      .address_size = (uint32_t)arguments[2],
  };
  return true;
}

bool is_waiting(int notifications, uint64_t id) { return request(notifications, SECCOMP_IOCTL_NOTIF_ID_VALID, &id); }

void answer_call(int notifications, uint64_t id, int error) {
  struct seccomp_notif_resp answer;
  memset(&answer, 0, sizeof answer);
  answer.id = id;
  answer.error = -error;
  /* Fails only when nobody waits any more. */
  (void)request(notifications, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}
