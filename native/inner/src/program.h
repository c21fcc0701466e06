/* Finds and executes the command's program, as execvp does, but with the command's own PATH. */
#ifndef SANDBOX_PROGRAM_H
#define SANDBOX_PROGRAM_H

#include "spec.h"

enum program_trouble {
  PROGRAM_NOT_FOUND,
  PROGRAM_NOT_EXECUTABLE,
  PROGRAM_WITHOUT_INTERPRETER,
};

struct program_failure {
  int error;
  enum program_trouble trouble;
};

/* Returns only when the program was not executed. A name without slash is looked up in the PATH of the spec's
   environment. A script without `#!` line is given to /bin/sh. */
struct program_failure execute_program(const struct spec *spec);

#endif
