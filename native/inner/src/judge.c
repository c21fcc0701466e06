/* What may be connected to and bound: the listed sockets, the command's own, and what is no socket of the file system. */
#include "judge.h"
#include "failure.h"
#include "own_sockets.h"
#include "refusals.h"
#include "remote_process.h"
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const struct spec *listed;
static struct stat root;

void prepare_judge(struct spec *spec) {
  listed = spec;
  if (stat("/", &root) != 0) setup_failed_errno("cannot look at the root directory");
  for (size_t i = 0; i < spec->socket_count; i++) {
    struct listed_socket *const socket = &spec->sockets[i];
    if (!socket->pinned) continue;
    socket->descriptor = open_unfollowed(socket->path);
    /* Not there now: then whatever comes there later is not what was allowed. */
    if (socket->descriptor < 0 && errno != ENOENT && errno != ENOTDIR && errno != ELOOP && errno != EACCES)
      setup_failed_errno("cannot open the socket %s", socket->path);
  }
}

static bool is_same(int descriptor, const struct stat *file) {
  struct stat other;
  return fstat(descriptor, &other) == 0 && other.st_dev == file->st_dev && other.st_ino == file->st_ino;
}

static bool is_allowed(const struct stat *file) {
  for (size_t i = 0; i < listed->socket_count; i++) {
    const struct listed_socket *const socket = &listed->sockets[i];
    /* A daemon that starts again makes its socket anew. */
    const int descriptor = socket->pinned ? socket->descriptor : open_unfollowed(socket->path);
    if (descriptor < 0) continue;
    const bool same = is_same(descriptor, file);
    if (!socket->pinned) (void)close(descriptor);
    if (same) return true;
  }
  return false;
}

static bool read_address(struct judged_call *judged) {
  const struct waiting_call *const call = &judged->call;
  errno = EINVAL;
  if (call->address_size > sizeof judged->address) return false;
  judged->size = call->address_size;
  return read_memory(call->thread, call->address, &judged->address, call->address_size);
}

/* THREAT: a program that gave itself a root of its own, as browsers do, would reach by us what it shut itself out from.
   0, or the error that the command gets. */
static int judge_root(pid_t thread) {
  const int directory = root_directory(thread);
  if (directory < 0) return errno;
  const bool same = is_same(directory, &root);
  (void)close(directory);
  return same ? 0 : EACCES;
}

static int open_name(pid_t thread, const char *name) {
  if (name[0] == '/') return open_without_magic(AT_FDCWD, name);
  const int directory = working_directory(thread);
  if (directory < 0) return -1;
  const int file = open_without_magic(directory, name);
  const int error = errno;
  (void)close(directory);
  errno = error;
  return file;
}

/* 0, or the error that the command gets. */
static int judge_name(struct judged_call *judged, const char *name) {
  judged->file = open_name(judged->call.thread, name);
  if (judged->file < 0) return errno;
  struct stat file;
  if (fstat(judged->file, &file) != 0) return errno;
  if (!S_ISSOCK(file.st_mode)) return ECONNREFUSED;
  if (is_allowed(&file)) return 0;
  const enum binder binder = binder_of(&file);
  judged->inside = binder == BOUND_INSIDE;
  if (judged->inside) return 0;
  tell_refused_socket(name, binder == BOUND_UNKNOWN);
  return EACCES;
}

/* Where it may be made is for the mounts and Landlock to say. */
static int judge_place(struct judged_call *judged, char *name) {
  judged->file = working_directory(judged->call.thread);
  if (judged->file < 0) return errno;
  char *const slash = strrchr(name, '/');
  if (slash == NULL) return 0;
  slash[1] = '\0';
  /* What /proc/self leads to is ours when we look. The command can change that meanwhile, for its own loss. */
  const int parent = open_without_magic(judged->file, name);
  if (parent < 0) return errno;
  (void)close(parent);
  return 0;
}

static int judge_unix(struct judged_call *judged) {
  char name[sizeof(struct sockaddr_un) + 1] = {0};
  const size_t start = offsetof(struct sockaddr_un, sun_path);
  if (judged->size < start || judged->size > sizeof(struct sockaddr_un)) return EINVAL;
  if (judged->address.ss_family != AF_UNIX) return EINVAL;
  memcpy(name, (const char *)&judged->address + start, judged->size - start);
  if (name[0] == '\0') {
    tell_refused_socket("a name without a file", false);
    return EACCES;
  }
  const int error = judge_root(judged->call.thread);
  if (error != 0) return error;
  return judged->call.is_bind ? judge_place(judged, name) : judge_name(judged, name);
}

static int family_of(int socket) {
  int family;
  socklen_t size = sizeof family;
  return getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0 ? family : -1;
}

int judge(int notifications, struct judged_call *judged) {
  const struct waiting_call *const call = &judged->call;
  if (!look_at(call->thread, &judged->caller)) return ESRCH;
  judged->socket = take_descriptor(call->thread, judged->caller.process, call->socket);
  if (judged->socket < 0) return errno;
  const int family = family_of(judged->socket);
  if (family < 0) return errno;
  if (!read_address(judged)) return errno;
  /* Only now is it sure that all this was read from the process that called. */
  if (!is_waiting(notifications, call->id)) return ESRCH;
  /* Other families stay in the sandbox's network namespace, in which everything may be reached. */
  return family == AF_UNIX ? judge_unix(judged) : 0;
}
