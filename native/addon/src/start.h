/* Starts a process at a cost that does not grow with the memory of this one. */
#ifndef SANDBOX_ADDON_START_H
#define SANDBOX_ADDON_START_H

#include "failure.h"
#include "request.h"

struct process {
  int pid;
  /* Close-on-exec; readable when the process has ended. */
  int pidfd;
};

/* Returns false and fills FAILURE when the program was not executed; then nothing is left of the process. */
bool start_process(const struct request *request, struct process *process, struct failure *failure);

/* How wait4 reports the end of the process: 0 when it has not ended, or a negative error number. */
long collect_process(int pid, int *status);

/* Ends the process and waits for it. */
void abandon_process(const struct process *process);

#endif
