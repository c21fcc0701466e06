/* What every attack in C may use. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* A variable of the stage; all of them exist. */
static inline const char *var(const char *name) {
  const char *value = getenv(name);
  if (value == NULL) {
    fprintf(stderr, "%s is not set\n", name);
    exit(99);
  }
  return value;
}

static inline long number(const char *name) { return strtol(var(name), NULL, 0); }

/* A path of the stage: a variable and what follows. */
static inline const char *path(const char *name, const char *rest) {
  static char buffers[8][4096];
  static unsigned next;
  char *into = buffers[next++ % 8];
  snprintf(into, sizeof buffers[0], "%s%s", var(name), rest);
  return into;
}

/* Ends the program: what it tried was answered with more than a refusal. */
static inline _Noreturn void reached(void) {
  printf("reached %s\n", var("NONCE"));
  exit(0);
}

static inline _Noreturn void refused(const char *what) {
  perror(what);
  exit(1);
}

/* Answered, if only by an error that comes after the question whether it is allowed. */
static inline _Noreturn void reached_unless_refused(const char *what, long result) {
  if (result < 0 && (errno == EPERM || errno == EACCES || errno == ENOSYS)) refused(what);
  reached();
}

/* Prints what can be read from a descriptor. */
static inline void show(int file) {
  char buffer[4096];
  const ssize_t length = read(file, buffer, sizeof buffer);
  if (length < 0) refused("read");
  fwrite(buffer, 1, (size_t)length, stdout);
  fflush(stdout);
}

static inline void show_path(const char *name) {
  const int file = open(name, O_RDONLY);
  if (file < 0) refused(name);
  show(file);
  close(file);
}

/* Writes the number that only this run of this attack has. */
static inline void leave_nonce(int file) {
  const char *nonce = var("NONCE");
  if (write(file, nonce, strlen(nonce)) < 0) refused("write");
}

static inline struct sockaddr_un socket_path(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, name, sizeof address.sun_path - 1);
  return address;
}

/* Leaves the number with whoever listens at NAME, if that can be reached. */
static inline void leave_nonce_at(const char *name) {
  const struct sockaddr_un address = socket_path(name);
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (connect(s, (const struct sockaddr *)&address, sizeof address) == 0) leave_nonce(s);
}

/* Connects ten thousand times while MEDDLE, which goes on until what it is given is set, changes where ADDRESS leads. Leaves
   the number only with who listens at OTHER. */
static inline void race_for_connection(void *(*meddle)(void *), const struct sockaddr_un *address, const char *other) {
  volatile int done = 0;
  pthread_t thread;
  pthread_create(&thread, NULL, meddle, (void *)&done);
  for (int i = 0; i < 10000; i++) {
    const int s = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (s < 0) break;
    struct sockaddr_un peer = {0};
    socklen_t length = sizeof peer;
    if (connect(s, (const struct sockaddr *)address, sizeof *address) == 0 &&
        getpeername(s, (struct sockaddr *)&peer, &length) == 0 && strcmp(peer.sun_path, other) == 0) {
      leave_nonce(s);
      break;
    }
    close(s);
  }
  done = 1;
  pthread_join(thread, NULL);
}

static inline struct sockaddr_in loopback(long port) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}
