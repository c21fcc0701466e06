/* The only assembly: after the system call the child must not touch the frame it shares with its parent. */
#include "clone.h"

#ifdef __x86_64__

/* In: rdi flags, rsi stack, rdx pidfd, rcx body, r8 argument. The kernel keeps r9 and r10 and takes r10 and r8 as the
   places of a thread id and of thread-local storage, which no flag of ours asks for. */
__asm__(
    ".text\n"
    ".hidden clone_process\n"
    ".globl clone_process\n"
    ".type clone_process, @function\n"
    "clone_process:\n"
    "  .cfi_startproc\n"
    "  mov %rcx, %r9\n"
    "  mov %r8, %r10\n"
    "  mov $56, %eax\n"
    "  syscall\n"
    "  test %rax, %rax\n"
    "  jz 1f\n"
    "  ret\n"
    "1:\n"
    "  .cfi_undefined rip\n"
    "  xor %ebp, %ebp\n"
    "  mov %r10, %rdi\n"
    "  call *%r9\n"
    "  ud2\n"
    "  .cfi_endproc\n"
    ".size clone_process, . - clone_process\n");

#else

/* In: x0 flags, x1 stack, x2 pidfd, x3 body, x4 argument; the kernel keeps all registers but x0. */
__asm__(
    ".text\n"
    ".hidden clone_process\n"
    ".globl clone_process\n"
    ".type clone_process, %function\n"
    "clone_process:\n"
    "  .cfi_startproc\n"
    "  mov x5, x3\n"
    "  mov x6, x4\n"
    "  mov x3, xzr\n"
    "  mov x4, xzr\n"
    "  mov x8, #220\n"
    "  svc #0\n"
    "  cbz x0, 1f\n"
    "  ret\n"
    "1:\n"
    "  .cfi_undefined x30\n"
    "  mov x29, xzr\n"
    "  mov x30, xzr\n"
    "  mov x0, x6\n"
    "  blr x5\n"
    "  brk #1\n"
    "  .cfi_endproc\n"
    ".size clone_process, . - clone_process\n");

#endif
