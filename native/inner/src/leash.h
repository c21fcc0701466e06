/* Notices when the process outside that started the sandbox is gone. */
#ifndef SANDBOX_LEASH_H
#define SANDBOX_LEASH_H

/* Asks for SIGIO when the other end of the pipe closes; ends the program when it is closed already. */
void watch_leash(int descriptor);

/* Ends the program, and with it everything in the PID namespace, if the other end has been closed. */
void require_leash(void);

#endif
