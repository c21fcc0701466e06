/* Which sockets of the file system belong to this sandbox: those that we bound.

   A file tells nothing of who is behind it, and lies where others may bind too. But every socket that the command binds is
   bound here, so each file that comes to be is looked at once, and kept open: as long as it is, no other gets its number.

   THREAT: between our bind and our look the command can put somebody else's socket into the place. The kernel tells the
   device and half of the inode number of what was bound, which rules out most. The rest tells a socket of our own that is
   connected there: by the rules of `bind` nobody listens yet at what was just bound, and a process outside that does has
   no number in our PID namespace. It is ours that meets the stranger, with nothing to say. */
#include "own_sockets.h"
#include "callers.h"
#include "socket_diagnosis.h"
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

enum { OWN_MAX = 512 };

struct own_socket {
  int file;
  dev_t device;
  ino_t inode;
  /* Of the socket itself. */
  ino_t number;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct own_socket own[OWN_MAX];
static size_t count;
/* One was bound that is not among them. */
static bool incomplete;

bool has_peer_inside(int socket) {
  struct ucred peer = {.pid = 0};
  socklen_t size = sizeof peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid != 0;
}

static bool try_connecting(int trial, int file) {
  struct sockaddr_un place = {.sun_family = AF_UNIX};
  if (fchdir(process_tree()) != 0) return false;
  if (snprintf(place.sun_path, sizeof place.sun_path, "self/fd/%d", file) < 0) return false;
  if (connect(trial, (const struct sockaddr *)&place, sizeof place) == 0) return has_peer_inside(trial);
  return errno == ECONNREFUSED;
}

/* False also when there is no telling. */
static bool has_nobody_outside(int bound, int file) {
  int type;
  socklen_t size = sizeof type;
  if (getsockopt(bound, SOL_SOCKET, SO_TYPE, &type, &size) != 0) return false;
  const int trial = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (trial < 0) return false;
  const bool nobody = try_connecting(trial, file);
  (void)close(trial);
  return nobody;
}

/* Nothing leads to a file without a name, and nothing comes back to one whose socket has gone. */
static bool is_of_use(const struct own_socket *one) {
  struct stat file;
  return fstat(one->file, &file) == 0 && file.st_nlink > 0 && is_bound_to(one->number, &file);
}

static void forget_useless(void) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (is_of_use(&own[i]))
      own[kept++] = own[i];
    else
      (void)close(own[i].file);
  }
  count = kept;
}

static bool record(int socket, int file) {
  struct stat bound;
  struct stat info;
  if (fstat(socket, &info) != 0 || fstat(file, &bound) != 0 || !S_ISSOCK(bound.st_mode)) return false;
  if (!is_bound_to(info.st_ino, &bound) || !has_nobody_outside(socket, file)) return false;
  if (count == OWN_MAX) forget_useless();
  if (count == OWN_MAX) return false;
  own[count++] = (struct own_socket){file, bound.st_dev, bound.st_ino, info.st_ino};
  return true;
}

static void look_at_bound(int socket, const char *name) {
  const int file = open_without_magic(AT_FDCWD, name);
  if (file >= 0 && record(socket, file)) return;
  incomplete = true;
  if (file >= 0) (void)close(file);
}

int bind_own(int socket, const struct sockaddr_un *address, socklen_t size) {
  char name[sizeof address->sun_path + 1] = {0};
  memcpy(name, address->sun_path, size - offsetof(struct sockaddr_un, sun_path));
  /* Whoever finds the file before it is recorded waits. */
  if (pthread_mutex_lock(&lock) != 0) return EAGAIN;
  const int error = bind(socket, (const struct sockaddr *)address, size) == 0 ? 0 : errno;
  if (error == 0) look_at_bound(socket, name);
  (void)pthread_mutex_unlock(&lock);
  return error;
}

enum binder binder_of(const struct stat *file) {
  if (pthread_mutex_lock(&lock) != 0) return BOUND_UNKNOWN;
  enum binder binder = incomplete ? BOUND_UNKNOWN : BOUND_ELSEWHERE;
  for (size_t i = 0; i < count; i++)
    if (own[i].device == file->st_dev && own[i].inode == file->st_ino) binder = BOUND_INSIDE;
  (void)pthread_mutex_unlock(&lock);
  return binder;
}
