/* The stage's duty while the command runs: forward signals, reap orphans, tell how it ended. */
#ifndef SANDBOX_SUPERVISE_H
#define SANDBOX_SUPERVISE_H

#include "spec.h"

#include <sys/types.h>

/* Holds back every signal until `supervise` takes them one by one. */
void block_signals(void);

/* Waits for COMMAND, the leader of a process group, and returns its code, or 128+n. Signals sent by a process outside
   go on to its group. With a terminal it is a job of it: when the command stops, the processes outside do too.
   Without one a stopped command waits for SIGCONT, and nobody else is stopped. */
int supervise(pid_t command, const struct spec *spec);

#endif
