/* A child that shares its parent's memory until it executes a program or ends. */
#ifndef SANDBOX_ADDON_CLONE_H
#define SANDBOX_ADDON_CLONE_H

/* Starts a process at BODY(ARGUMENT) on the stack that ends at STACK_TOP (aligned to 16) and, with CLONE_VFORK in
   FLAGS, waits until it executed a program or ended. With CLONE_PIDFD its descriptor is stored in PIDFD before the
   child runs. BODY must not return. Returns the process id, or a negative error number. */
long clone_process(unsigned long flags, void *stack_top, int *pidfd, void (*body)(void *), void *argument);

#endif
