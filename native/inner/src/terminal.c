/* Lets the command share the user's terminal without being able to type into it.

   TIOCSTI puts bytes into the terminal's input, where the user's shell reads them after we are gone; TIOCLINUX
   pastes the console's selection. The kernel looks only at the low 32 bits of an ioctl request, so only these
   are compared. The 32-bit system calls of the same processor are filtered by their own numbers; x32 calls,
   which nothing uses, answer ENOSYS; any other architecture is killed. */
#include "terminal.h"
#include "failure.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#ifndef TIOCLINUX
#define TIOCLINUX 0x541C
#endif

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#define COMPATIBLE AUDIT_ARCH_I386
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#define COMPATIBLE AUDIT_ARCH_ARM
#else
#error "no terminal filter for this architecture"
#endif

#define X32_BIT 0x40000000U
/* The number of ioctl in the 32-bit tables of both x86 and ARM. */
#define IOCTL_32 54

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define IF_EQUAL(value, then, otherwise) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (then), (otherwise))
#define IF_BITS(bits, then, otherwise) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), (then), (otherwise))

/* Both processors are little-endian, so the low half of an argument is its first word. */
static struct sock_filter filter[] = {
    LOAD(arch),
    IF_EQUAL(NATIVE, 2, 0),
    IF_EQUAL(COMPATIBLE, 4, 0),
    RETURN(SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
    IF_BITS(X32_BIT, 7, 0),
    IF_EQUAL(SYS_ioctl, 2, 5),
    LOAD(nr),
    IF_EQUAL(IOCTL_32, 0, 3),
    LOAD(args[1]),
    IF_EQUAL((unsigned)TIOCSTI, 3, 0),
    IF_EQUAL((unsigned)TIOCLINUX, 2, 0),
    RETURN(SECCOMP_RET_ALLOW),
    RETURN(SECCOMP_RET_ERRNO | ENOSYS),
    RETURN(SECCOMP_RET_ERRNO | EPERM),
};

void forbid_terminal_injection(void) {
  const struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
    setup_failed_errno("cannot install the terminal filter");
}
