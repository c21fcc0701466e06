/* The command's side of the fork: gives back what the stage changed for itself, then executes the program. */
#ifndef SANDBOX_CHILD_H
#define SANDBOX_CHILD_H

#include "program.h"

#include <stdbool.h>
#include <sys/types.h>

/* What the child tells when it did not become the command. */
struct child_failure {
  /* False when it failed before it could try the program: then `error` says why, and the set-up failed. */
  bool tried;
  struct program_failure program;
};

/* Forks the command and waits until it runs. Returns its pid, or 0 with FAILURE when it was not executed.
   All signals must be blocked. */
pid_t start_command(const struct spec *spec, struct child_failure *failure);

#endif
