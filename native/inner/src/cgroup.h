/* Host side: puts a process into the cgroup that the supervisor made for the run. */
#ifndef SANDBOX_CGROUP_H
#define SANDBOX_CGROUP_H

#include <stdbool.h>

enum { NO_CGROUP = -1 };

/* Reads a descriptor of a `cgroup.procs`, or `-` for none. False when TEXT is anything else. */
bool parse_cgroup(const char *text, int *processes);

/* Moves this process in and closes the descriptor. False with errno on failure. */
bool enter_cgroup(int processes);

/* Closes the descriptor in a process that stays outside. */
void leave_cgroup_alone(int processes);

#endif
