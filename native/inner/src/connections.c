/* Connects and binds sockets in the command's name, under a policy that lists sockets of the file system. */
#include "connections.h"
#include "callers.h"
#include "failure.h"
#include "landlock.h"
#include "notifications.h"
#include "own_sockets.h"
#include "refusals.h"
#include "system.h"
#include "waits.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

enum { STACK = 1 << 17 };

static const struct spec *listed;
static int notifications = -1;
static struct stat root;

/* From Linux 6.9. */
#ifndef PIDFD_THREAD
#define PIDFD_THREAD O_EXCL
#endif

static int open_process(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

/* A thread can have descriptors of its own, and outlive the first one of its process. Older kernels know only whole
   processes. */
static int open_thread(pid_t thread, pid_t process) {
  const int handle = (int)syscall(SYS_pidfd_open, thread, PIDFD_THREAD);
  return handle >= 0 || errno != EINVAL ? handle : open_process(process);
}

static int copy_descriptor(int handle, int number) { return (int)syscall(SYS_pidfd_getfd, handle, number, 0); }

static bool read_memory(pid_t process, uint64_t from, void *into, size_t size) {
  const struct iovec here = {.iov_base = into, .iov_len = size};
  const struct iovec there = {.iov_base = (void *)(uintptr_t)from, .iov_len = size};
  const ssize_t got = process_vm_readv(process, &here, 1, &there, 1, 0);
  if (got >= 0 && (size_t)got < size) errno = EFAULT;
  return got == (ssize_t)size;
}

/* Tried on ourselves: a filter around the sandbox, as containers have, would let every connection fail later. */
static void require_means(void) {
  const char byte = 0;
  char copy;
  const int handle = open_process(getpid());
  const int descriptor = handle < 0 ? -1 : copy_descriptor(handle, STDERR_FILENO);
  if (descriptor < 0) setup_failed_errno("cannot take sockets of the command, which listed sockets need (pidfd_getfd)");
  if (!read_memory(getpid(), (uint64_t)(uintptr_t)&byte, &copy, sizeof copy))
    setup_failed_errno("cannot read addresses of the command, which listed sockets need (process_vm_readv)");
  (void)close(descriptor);
  (void)close(handle);
}

void prepare_connections(struct spec *spec) {
  if (spec->socket_count == 0) return;
  require_means();
  prepare_callers();
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

/* What one thread works on. */
struct task {
  struct waiting_call call;
  struct wait wait;
  /* A duplicate of the command's socket; -1 before it was taken. */
  int socket;
  /* connect: the file that the address leads to; bind: the caller's working directory. -1 when it names none. */
  int file;
  struct caller caller;
  struct sockaddr_storage address;
  socklen_t size;
  /* A process of the sandbox listens there. */
  bool inside;
};

static int take_socket(const struct task *task) {
  const int handle = open_thread(task->call.thread, task->caller.process);
  if (handle < 0) return -1;
  const int descriptor = copy_descriptor(handle, task->call.socket);
  const int error = errno;
  (void)close(handle);
  errno = error;
  return descriptor;
}

static bool read_address(struct task *task) {
  const struct waiting_call *const call = &task->call;
  errno = EINVAL;
  if (call->address_size > sizeof task->address) return false;
  task->size = call->address_size;
  return read_memory(call->thread, call->address, &task->address, call->address_size);
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
static int judge_name(struct task *task, const char *name) {
  task->file = open_name(task->call.thread, name);
  if (task->file < 0) return errno;
  struct stat file;
  if (fstat(task->file, &file) != 0) return errno;
  if (!S_ISSOCK(file.st_mode)) return ECONNREFUSED;
  if (is_allowed(&file)) return 0;
  const enum binder binder = binder_of(&file);
  task->inside = binder == BOUND_INSIDE;
  if (task->inside) return 0;
  tell_refused_socket(name, binder == BOUND_UNKNOWN);
  return EACCES;
}

/* Where it may be made is for the mounts and Landlock to say. */
static int judge_place(struct task *task, char *name) {
  task->file = working_directory(task->call.thread);
  if (task->file < 0) return errno;
  char *const slash = strrchr(name, '/');
  if (slash == NULL) return 0;
  slash[1] = '\0';
  /* What /proc/self leads to is ours when we look. The command can change that meanwhile, for its own loss. */
  const int parent = open_without_magic(task->file, name);
  if (parent < 0) return errno;
  (void)close(parent);
  return 0;
}

static int judge_unix(struct task *task) {
  char name[sizeof(struct sockaddr_un) + 1] = {0};
  const size_t start = offsetof(struct sockaddr_un, sun_path);
  if (task->size < start || task->size > sizeof(struct sockaddr_un)) return EINVAL;
  if (task->address.ss_family != AF_UNIX) return EINVAL;
  memcpy(name, (const char *)&task->address + start, task->size - start);
  if (name[0] == '\0') {
    tell_refused_socket("a name without a file", false);
    return EACCES;
  }
  const int error = judge_root(task->call.thread);
  if (error != 0) return error;
  return task->call.is_bind ? judge_place(task, name) : judge_name(task, name);
}

static int family_of(int socket) {
  int family;
  socklen_t size = sizeof family;
  return getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0 ? family : -1;
}

/* 0 when the connection may be made. */
static int judge(struct task *task) {
  if (!look_at(task->call.thread, &task->caller)) return ESRCH;
  task->socket = take_socket(task);
  if (task->socket < 0) return errno;
  const int family = family_of(task->socket);
  if (family < 0) return errno;
  if (!read_address(task)) return errno;
  /* Only now is it sure that all this was read from the process that called. */
  if (!is_waiting(notifications, task->call.id)) return ESRCH;
  /* Other families stay in the sandbox's network namespace, in which everything may be reached. */
  return family == AF_UNIX ? judge_unix(task) : 0;
}

/* From here on this thread has no more rights than the command. DIRECTORY becomes its working directory. */
static bool confine_thread(int directory) {
  if (listed->ruleset >= 0 && !enter_ruleset(listed->ruleset)) return false;
  return unshare(CLONE_FS) == 0 && fchdir(directory) == 0;
}

/* THREAT: a number of the kernel's list could have led us to the wrong file. The end of the sandbox is a smaller evil
   than a way out of it. */
static void require_inside(int socket) {
  struct ucred peer = {.pid = 0};
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.pid == 0)
    setup_failed("a socket of another process was taken for the command's own");
}

static bool is_over(const struct wait *wait) {
  return !is_waiting(notifications, wait->id) || is_interrupted(wait->caller);
}

/* Repeated when it was not for the caller that it ended: the command may send us signals too. */
static int connect_patiently(struct task *task) {
  begin_wait(&task->wait);
  for (;;) {
    if (!is_waiting(notifications, task->call.id)) return ESRCH;
    const int result = connect(task->socket, (const struct sockaddr *)&task->address, task->size);
    if (result == 0 || errno != EINTR) return result == 0 ? 0 : errno;
    if (is_interrupted(task->call.thread)) return EINTR;
  }
}

static int make_connection(struct task *task) {
  if (!confine_thread(process_tree())) return errno;
  if (task->file >= 0) {
    struct sockaddr_un place = {.sun_family = AF_UNIX};
    if (snprintf(place.sun_path, sizeof place.sun_path, "self/fd/%d", task->file) < 0) return EINVAL;
    memcpy(&task->address, &place, sizeof place);
    task->size = sizeof place;
  }
  const int error = connect_patiently(task);
  if (error == 0 && task->inside) require_inside(task->socket);
  return error;
}

static int make_name(struct task *task) {
  if (!confine_thread(task->file < 0 ? process_tree() : task->file)) return errno;
  (void)umask(task->caller.umask);
  if (!is_waiting(notifications, task->call.id)) return ESRCH;
  return bind(task->socket, (const struct sockaddr *)&task->address, task->size) == 0 ? 0 : errno;
}

static void *work(void *argument) {
  struct task *const task = argument;
  int error = judge(task);
  if (error == 0) error = task->call.is_bind ? make_name(task) : make_connection(task);
  end_wait(&task->wait);
  answer_call(notifications, task->call.id, error);
  if (task->file >= 0) (void)close(task->file);
  if (task->socket >= 0) (void)close(task->socket);
  free(task);
  return NULL;
}

static int start_thread(void *(*body)(void *), void *argument) {
  pthread_attr_t attributes;
  pthread_t thread;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return error;
  error = pthread_attr_setstacksize(&attributes, STACK);
  if (error == 0) error = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  if (error == 0) error = pthread_create(&thread, &attributes, body, argument);
  (void)pthread_attr_destroy(&attributes);
  return error;
}

/* One thread each: a connection can take as long as the listener leaves it waiting. */
static int start_task(const struct waiting_call *call) {
  struct task *const task = calloc(1, sizeof *task);
  if (task == NULL) return ENOMEM;
  *task = (struct task){.call = *call, .socket = -1, .file = -1};
  add_wait(&task->wait, call);
  const int error = start_thread(work, task);
  if (error == 0) return 0;
  end_wait(&task->wait);
  free(task);
  return error;
}

static void *receive(void *unused) {
  (void)unused;
  struct waiting_call call;
  while (await_call(notifications, is_over)) {
    if (next_call(notifications, &call)) {
      end_earlier_waits(&call);
      if (start_task(&call) != 0) answer_call(notifications, call.id, EAGAIN);
    } else if (errno != EINTR && errno != ENOENT)
      break;
  }
  /* Closed, the calls fail instead of waiting for ever. */
  (void)close(notifications);
  return NULL;
}

bool serve_connections(const struct spec *spec, int descriptor) {
  listed = spec;
  notifications = descriptor;
  if (!prepare_waits()) return false;
  errno = start_thread(receive, NULL);
  return errno == 0;
}
