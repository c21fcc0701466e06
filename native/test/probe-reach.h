/* Attempts of the probe that reach for special files, other processes and the network. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

static int try_fifo(char **word) { return mkfifo(word[1], 0600); }
static int try_node(char **word) { return mknod(word[1], S_IFCHR | 0600, (dev_t)1 << 8 | 3); }
static int try_both(char **word) { return close_quietly(open(word[1], O_RDWR | O_NONBLOCK)); }
static int try_cut(char **word) { return truncate(word[1], 0); }
static int try_signal(char **word) { return kill(atoi(word[1]), 0); }

static int with_socket(int family, const void *address, socklen_t size,
                       int (*use)(int, const struct sockaddr *, socklen_t)) {
  const int descriptor = socket(family, SOCK_STREAM, 0);
  if (descriptor < 0) return -1;
  const int result = use(descriptor, address, size);
  const int error = errno;
  close(descriptor);
  errno = error;
  return result;
}

static struct sockaddr_in at_port(const char *port) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int try_tcp(char **word) {
  const struct sockaddr_in address = at_port(word[1]);
  return with_socket(AF_INET, &address, sizeof address, connect);
}

static int try_serve(char **word) {
  const struct sockaddr_in address = at_port(word[1]);
  return with_socket(AF_INET, &address, sizeof address, bind);
}

static int try_abstract(char **word) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const size_t length = strlen(word[1]);
  memcpy(address.sun_path + 1, word[1], length);
  return with_socket(AF_UNIX, &address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length), connect);
}

/* The version of Landlock's interface. */
static int try_landlock(char **word) {
  (void)word;
  enum { create_ruleset = 444, ask_version = 1 };
  const long version = syscall(create_ruleset, NULL, 0, ask_version);
  printf("%ld", version < 0 ? 0 : version);
  return 0;
}

/* A process that makes another and ends, this many times over, without ever waiting; then the last one stays. */
static int try_flee(char **word) {
  for (int turns = atoi(word[1]); turns > 0; turns--) {
    const pid_t next = fork();
    if (next < 0) return -1;
    if (next > 0) _exit(0);
    setsid();
  }
  for (;;) pause();
}
