/* Which sockets of the file system belong to this sandbox. */
#ifndef SANDBOX_OWN_SOCKETS_H
#define SANDBOX_OWN_SOCKETS_H

#include <sys/stat.h>

enum binder {
  /* A process of the sandbox: in our network namespace. */
  BOUND_INSIDE,
  BOUND_ELSEWHERE,
  /* The kernel has no list of sockets (no unix_diag, which may be a module), or none that could hold the file. */
  BOUND_UNKNOWN,
};

/* Who bound the socket file FILE? */
enum binder binder_of(const struct stat *file);

#endif
