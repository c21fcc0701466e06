/* Proves that the stage starts and ends without privilege. */
#include "capabilities.h"
#include "failure.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CAPABILITIES_MAX = 64 };

struct sets {
  uint64_t effective;
  uint64_t permitted;
  uint64_t inheritable;
};

static struct sets read_sets(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct words[_LINUX_CAPABILITY_U32S_3];
  memset(words, 0, sizeof words);
  if (syscall(SYS_capget, &header, words) != 0) setup_failed_errno("cannot read the capabilities");
  return (struct sets){
      .effective = words[0].effective | (uint64_t)words[1].effective << 32,
      .permitted = words[0].permitted | (uint64_t)words[1].permitted << 32,
      .inheritable = words[0].inheritable | (uint64_t)words[1].inheritable << 32,
  };
}

/* OPTION asks for one capability (bounding or ambient set); the first number that is unknown ends the set. */
static uint64_t read_set_by_prctl(int option, unsigned long argument) {
  uint64_t set = 0;
  for (unsigned long i = 0; i < CAPABILITIES_MAX; i++) {
    const int held = option == PR_CAPBSET_READ ? prctl(option, i, 0, 0, 0) : prctl(option, argument, i, 0, 0);
    if (held < 0) break;
    set |= (uint64_t)held << i;
  }
  return set;
}

static uint64_t ambient_set(void) { return read_set_by_prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET); }

bool require_no_privilege(void) {
  const uint64_t allowed = geteuid() == 0 ? (uint64_t)1 << CAP_SETFCAP : 0;
  const struct sets sets = read_sets();
  const uint64_t held = sets.effective | sets.permitted | sets.inheritable | ambient_set();
  if ((held & ~allowed) != 0) setup_failed("capabilities are held at the start (%#llx)", (unsigned long long)held);
  const int privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
  if (privileges < 0) setup_failed_errno("cannot read no_new_privs");
  if (privileges == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) setup_failed_errno("cannot set no_new_privs");
  return held != 0;
}

static void empty_bounding_set(void) {
  for (unsigned long i = 0; i < CAPABILITIES_MAX; i++) {
    if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0) == 0) continue;
    if (errno == EINVAL && i > CAP_AUDIT_READ) return;
    setup_failed_errno("cannot drop capability %lu", i);
  }
}

static void lock_secure_bits(void) {
  const unsigned long bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                             SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                             SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
  if (prctl(PR_SET_SECUREBITS, bits, 0, 0, 0) != 0) setup_failed_errno("cannot lock the secure bits");
}

static void clear_sets(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
  memset(none, 0, sizeof none);
  if (syscall(SYS_capset, &header, none) != 0) setup_failed_errno("cannot give up the capabilities");
}

static void drop_held(bool may_empty_bounding_set) {
  if (may_empty_bounding_set) {
    empty_bounding_set();
    lock_secure_bits();
  }
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
    setup_failed_errno("cannot clear the ambient set");
  clear_sets();
  const struct sets sets = read_sets();
  if ((sets.effective | sets.permitted | sets.inheritable | ambient_set()) != 0)
    setup_failed("capabilities are left after dropping them");
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) setup_failed("no_new_privs is not set");
}

void drop_all_privilege(bool in_own_namespace) {
  drop_held(in_own_namespace);
  if (read_set_by_prctl(PR_CAPBSET_READ, 0) != 0) setup_failed("capabilities are left after dropping them");
}

void give_up_privilege(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) setup_failed_errno("cannot set no_new_privs");
  /* Without this capability the bounding set stays, which is all that no_new_privs leaves of it: nothing. */
  drop_held((read_sets().effective & (uint64_t)1 << CAP_SETPCAP) != 0);
}
