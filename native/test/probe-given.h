/* Starts a program with a socket of one kind as one of its standard streams. */
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

static int internet_socket(int type) { return socket(AF_INET, type, 0); }

/* Connected to a listener of our own. */
static int connected_internet_socket(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  const int listener = internet_socket(SOCK_STREAM);
  const int client = internet_socket(SOCK_STREAM);
  if (bind(listener, (const struct sockaddr *)&address, size) != 0 || listen(listener, 1) != 0) return -1;
  if (getsockname(listener, (struct sockaddr *)&address, &size) != 0) return -1;
  return connect(client, (const struct sockaddr *)&address, size) == 0 ? client : -1;
}

/* In a namespace of names without files. */
static int listening_unix_socket(void) {
  const struct sockaddr_un address = {.sun_family = AF_UNIX};
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  const socklen_t size = sizeof address.sun_family;
  return bind(listener, (const struct sockaddr *)&address, size) == 0 && listen(listener, 1) == 0 ? listener : -1;
}

static int half_of_unix_pair(int type, int keeps_other) {
  int ends[2];
  if (socketpair(AF_UNIX, type, 0, ends) != 0) return -1;
  if (!keeps_other) close(ends[1]);
  return ends[0];
}

static int socket_of_kind(const char *kind) {
  if (strcmp(kind, "tcp") == 0) return internet_socket(SOCK_STREAM);
  if (strcmp(kind, "tcp-connected") == 0) return connected_internet_socket();
  if (strcmp(kind, "udp") == 0) return internet_socket(SOCK_DGRAM);
  if (strcmp(kind, "unix") == 0) return socket(AF_UNIX, SOCK_STREAM, 0);
  if (strcmp(kind, "unix-listening") == 0) return listening_unix_socket();
  if (strcmp(kind, "unix-datagrams") == 0) return half_of_unix_pair(SOCK_DGRAM, 1);
  if (strcmp(kind, "netlink") == 0) return socket(AF_NETLINK, SOCK_RAW, 0);
  if (strcmp(kind, "unix-pair") == 0) return half_of_unix_pair(SOCK_STREAM, 1);
  if (strcmp(kind, "unix-packets") == 0) return half_of_unix_pair(SOCK_SEQPACKET, 1);
  if (strcmp(kind, "unix-abandoned") == 0) return half_of_unix_pair(SOCK_STREAM, 0);
  return -1;
}

/* given STREAM KIND PROGRAM [ARG...] */
static int run_with_given(char **word) {
  const int stream = atoi(word[1]);
  const int given = socket_of_kind(word[2]);
  if (given < 0 || dup2(given, stream) != stream || close(given) != 0) return 1;
  execv(word[3], word + 3);
  return 1;
}
