/* Leaves the caller's keys behind. The names @u and @us lead nowhere already: each user namespace has keyrings of its
   own (Linux 5.3). */
#include "keyring.h"
#include "failure.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool is_refused(long result) { return result < 0 && (errno == ENOSYS || errno == EPERM); }

/* True on a kernel without keyrings, and where a filter around us, which the command inherits, refuses every call
   that reaches one. With these arguments none of the calls does anything: an open one answers EFAULT. */
static bool are_keyrings_closed(void) {
  return is_refused(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0)) &&
         is_refused(syscall(SYS_add_key, NULL, NULL, NULL, 0, 0)) &&
         is_refused(syscall(SYS_request_key, NULL, NULL, NULL, 0));
}

void leave_session_keyring(void) {
  if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0) return;
  const int error = errno;
  if (are_keyrings_closed()) return;
  errno = error;
  setup_failed_errno("cannot leave the caller's session keyring");
}
