/* PID 1's duty while the command runs: forward signals, reap orphans, tell how it ended. */
#ifndef SANDBOX_SUPERVISE_H
#define SANDBOX_SUPERVISE_H

#include <stdbool.h>
#include <sys/types.h>

/* Holds back every signal until `supervise` takes them one by one. */
void block_signals(void);

/* Waits for COMMAND and returns its code, or 128+n. Signals sent by a process outside go on to the command, to
   its whole group when it leads one (GROUP). Those that a terminal sends do not: the command gets them from the
   terminal. */
int supervise(pid_t command, bool group);

#endif
