/* Installs the system call filters of the spec.

   Only the command is filtered. PID 1 runs nothing but this program, cannot be traced and has no privilege left:
   filtering it too would add nothing, but a filter made for commands could stop it from doing its duty. */
#include "filters.h"
#include "notifications.h"
#include "operands.h"
#include "passing.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "filters are given in the byte order of the kernel, little endian"
#endif

_Static_assert(sizeof(struct sock_filter) == FILTER_INSTRUCTION_SIZE, "the kernel's layout of an instruction");

static bool install(const char *hex) {
  static struct sock_filter instructions[FILTER_INSTRUCTIONS_MAX];
  const size_t count = decode_filter(hex, (unsigned char *)instructions);
  const struct sock_fprog program = {.len = (unsigned short)count, .filter = instructions};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

/* INVARIANT: a filter never steers a program that gains privilege when it is executed. */
static bool is_without_privilege(void) {
  errno = EPERM;
  return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

bool ask_before_naming(const struct spec *spec, int channel) {
  if (spec->socket_count == 0) return true;
  if (!is_without_privilege()) return false;
  const int notifications = notify_calls();
  if (notifications < 0 || !send_descriptor(channel, "", 1, notifications)) return false;
  return close(notifications) == 0 && await_byte(channel);
}

bool install_filters(const struct spec *spec) {
  if (spec->filter_count == 0) return true;
  if (!is_without_privilege()) return false;
  for (size_t i = 0; i < spec->filter_count; i++)
    if (!install(spec->filters[i])) return false;
  return true;
}
