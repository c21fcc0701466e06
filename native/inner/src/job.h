/* Job control over the user's terminal, of which the command's process group is a job of its own.

   THREAT: in the caller's process group the command could signal everything in it with kill(0), also outside its
   PID namespace. */
#ifndef SANDBOX_JOB_H
#define SANDBOX_JOB_H

#include <stdbool.h>
#include <sys/types.h>

/* The first standard stream that is a terminal, or -1. */
int find_terminal(void);

/* Host side. What the terminal looked like at the start. */
struct job {
  int terminal;
  bool foreground;
};

/* Notices a terminal whose foreground may be given to the command, and whether it is ours to give. */
struct job begin_job(void);

/* Takes the terminal back from a command that has ended. */
void end_job(const struct job *job);

/* Stops with everything in our process group, as the command has; returns when continued. */
bool stop_with_group(void);

/* Is the terminal's foreground ours now? */
bool is_foreground(const struct job *job);

/* Inside. Makes GROUP the terminal's foreground; all signals must be blocked. */
bool give_terminal(pid_t group);

#endif
