/* What the sandbox's own process tree tells of the threads that call. */
#ifndef SANDBOX_CALLERS_H
#define SANDBOX_CALLERS_H

#include <stdbool.h>
#include <sys/types.h>

/* What of the caller decides how its call is done. */
struct caller {
  pid_t process;
  mode_t umask;
};

/* Opens /proc, which must be the sandbox's own. Fails the set-up otherwise. */
void prepare_callers(void);

/* That directory. */
int process_tree(void);

/* False when the thread has ended. */
bool look_at(pid_t thread, struct caller *caller);

/* Where names that do not begin with a slash begin for the caller; -1 with errno. */
int working_directory(pid_t thread);

/* Where the others begin; -1 with errno. */
int root_directory(pid_t thread);

/* Was a signal sent to it that it does not block? While it waits for us the kernel holds back all but what kills it. */
bool is_interrupted(pid_t thread);

#endif
