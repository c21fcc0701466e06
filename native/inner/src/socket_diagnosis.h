/* Which file a Unix socket is bound to, as the kernel tells it (unix_diag). */
#ifndef SANDBOX_SOCKET_DIAGNOSIS_H
#define SANDBOX_SOCKET_DIAGNOSIS_H

#include <stdbool.h>
#include <sys/stat.h>

/* Is the socket with this inode number, of our network namespace, bound to FILE? The kernel tells half of the number of
   a file, so this is no proof. False also where it does not tell (no unix_diag, which may be a module). */
bool is_bound_to(ino_t socket_number, const struct stat *file);

#endif
