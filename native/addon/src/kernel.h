/* System calls without a C library: no errno, no cancellation, nothing that a child in shared memory could disturb.
   Each returns the kernel's answer: negative numbers are error numbers. */
#ifndef SANDBOX_ADDON_KERNEL_H
#define SANDBOX_ADDON_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#ifdef __x86_64__

static inline long kernel_call(long number, long a, long b, long c, long d, long e) {
  long answer;
  register long fourth __asm__("r10") = d;
  register long fifth __asm__("r8") = e;
  register long sixth __asm__("r9") = 0;
  __asm__ volatile("syscall"
                   : "=a"(answer)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                   : "rcx", "r11", "memory");
  return answer;
}

#elif defined(__aarch64__)

static inline long kernel_call(long number, long a, long b, long c, long d, long e) {
  register long code __asm__("x8") = number;
  register long first __asm__("x0") = a;
  register long second __asm__("x1") = b;
  register long third __asm__("x2") = c;
  register long fourth __asm__("x3") = d;
  register long fifth __asm__("x4") = e;
  register long sixth __asm__("x5") = 0;
  __asm__ volatile("svc #0"
                   : "+r"(first)
                   : "r"(code), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(sixth)
                   : "memory");
  return first;
}

#else
#error "only x64 and arm64 are known"
#endif

#define call1(number, a) kernel_call((number), (long)(a), 0, 0, 0, 0)
#define call2(number, a, b) kernel_call((number), (long)(a), (long)(b), 0, 0, 0)
#define call3(number, a, b, c) kernel_call((number), (long)(a), (long)(b), (long)(c), 0, 0)
#define call4(number, a, b, c, d) kernel_call((number), (long)(a), (long)(b), (long)(c), (long)(d), 0)
#define call5(number, a, b, c, d, e) \
  kernel_call((number), (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))

/* Numbers that are the same on both processors, for headers that do not have them yet. */
enum {
  CALL_PIDFD_SEND_SIGNAL = 424,
  CALL_CLOSE_RANGE = 436,
  CALL_OPENAT2 = 437,
  CALL_LANDLOCK_CREATE_RULESET = 444,
  CALL_LANDLOCK_ADD_RULE = 445,
  CALL_LANDLOCK_RESTRICT_SELF = 446,
};

/* The kernel counts signals from 1 to this number. */
enum { SIGNALS = 64 };

/* How the kernel has struct sigaction on both processors; zero is the default action. */
struct kernel_action {
  uintptr_t handler;
  unsigned long flags;
  uintptr_t restorer;
  uint64_t mask;
};

#endif
