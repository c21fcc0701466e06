/* Standard streams that are sockets: handed on only when they lead nowhere else than they do already.

   THREAT: a socket stays in the network namespace that it was made in, and filters refuse to make sockets, not to use
   those that are there. So the command could disconnect a TCP socket that it was given (AF_UNSPEC), connect it to any
   host, and send datagrams anywhere. A connected Unix stream can be neither disconnected nor connected again. */
#include "stream_sockets.h"
#include "failure.h"
#include "streams.h"

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static int option_of(int socket, int option) {
  int value;
  socklen_t size = sizeof value;
  return getsockopt(socket, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

/* Also when the other end has closed. One that only listens, or was never connected, has no peer. */
static bool has_peer(int socket) {
  struct sockaddr_un peer;
  socklen_t size = sizeof peer;
  return getpeername(socket, (struct sockaddr *)&peer, &size) == 0;
}

static bool is_connected_for_good(int socket) {
  const int type = option_of(socket, SO_TYPE);
  return option_of(socket, SO_DOMAIN) == AF_UNIX && (type == SOCK_STREAM || type == SOCK_SEQPACKET) && has_peer(socket);
}

void require_bound_streams(void) {
  static const struct {
    const char *name;
    const char *instead;
  } streams[STREAMS] = {
      {"standard input", "cat | sandbox"},
      {"standard output", "sandbox | cat"},
      {"standard error", "sandbox 2>&1 | cat"},
  };
  for (int stream = 0; stream < STREAMS; stream++) {
    struct stat info;
    if (fstat(stream, &info) != 0) setup_failed_errno("cannot look at %s", streams[stream].name);
    if (!S_ISSOCK(info.st_mode) || is_connected_for_good(stream)) continue;
    setup_failed("%s is a socket by which the network outside could be reached; put a pipe in between, as in `%s`",
                 streams[stream].name, streams[stream].instead);
  }
}
