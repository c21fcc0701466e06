/* Lets the command share the user's terminal without being able to type into it. */
#ifndef SANDBOX_TERMINAL_H
#define SANDBOX_TERMINAL_H

/* Installs, for this process and its children, a filter that refuses ioctl TIOCSTI and TIOCLINUX with EPERM. */
void forbid_terminal_injection(void);

#endif
