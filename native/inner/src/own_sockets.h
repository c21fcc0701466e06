/* Which sockets of the file system belong to this sandbox. */
#ifndef SANDBOX_OWN_SOCKETS_H
#define SANDBOX_OWN_SOCKETS_H

#include <stdbool.h>
#include <sys/stat.h>

/* Was the socket file FILE bound in our network namespace, that is, by a process of the sandbox? False also where the
   kernel cannot tell. */
bool is_bound_inside(const struct stat *file);

#endif
