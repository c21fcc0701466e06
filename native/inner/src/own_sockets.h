/* Which sockets of the file system belong to this sandbox. */
#ifndef SANDBOX_OWN_SOCKETS_H
#define SANDBOX_OWN_SOCKETS_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum binder {
  /* A process of the sandbox. */
  BOUND_INSIDE,
  BOUND_ELSEWHERE,
  /* It may be one of the sandbox that could not be recognised when it was bound. */
  BOUND_UNKNOWN,
};

/* Binds SOCKET in the working directory of this thread, which is another one afterwards, and remembers its file. 0, or the
   error that the command gets. ADDRESS holds a name, up to SIZE. */
int bind_own(int socket, const struct sockaddr_un *address, socklen_t size);

/* Who bound the socket file FILE? */
enum binder binder_of(const struct stat *file);

/* Is the other end of a connected socket a process of the sandbox? */
bool has_peer_inside(int socket);

#endif
