/* The command's side of the fork: gives back what the stage changed for itself, then executes the program. */
#ifndef SANDBOX_CHILD_H
#define SANDBOX_CHILD_H

#include "program.h"

#include <sys/types.h>

/* How far the child came. */
enum child_step {
  CHILD_PREPARES,
  CHILD_LIMITS,
  CHILD_LANDLOCK,
  CHILD_SOCKETS,
  CHILD_FILTERS,
  CHILD_EXECUTES,
};

/* What the child tells when it did not become the command. */
struct child_failure {
  /* At any step before the last, `program.error` says why, and the set-up failed. */
  enum child_step step;
  struct program_failure program;
};

/* Forks the command and waits until it runs. Returns its pid, or 0 with FAILURE when it was not executed.
   All signals must be blocked. */
pid_t start_command(const struct spec *spec, struct child_failure *failure);

#endif
