/* What a child does between clone and exec. */
#ifndef SANDBOX_ADDON_CHILD_H
#define SANDBOX_ADDON_CHILD_H

#include "failure.h"
#include "request.h"

/* Lies in the memory that parent and child share until the child executes its program. */
struct start {
  const struct request *request;
  /* Stored by the kernel before the child runs; still -1 on a kernel that has none. */
  int pidfd;
  /* What stopped the child; nothing when its program was executed. */
  struct failure failure;
};

/* The body of the child: ARGUMENT is a struct start. */
_Noreturn void become_program(void *argument);

#endif
