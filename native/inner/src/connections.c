/* Connects and binds sockets in the command's name, under a policy that lists sockets of the file system. */
#include "connections.h"
#include "callers.h"
#include "failure.h"
#include "judge.h"
#include "landlock.h"
#include "notifications.h"
#include "own_sockets.h"
#include "remote_process.h"
#include "waits.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { STACK = 1 << 17 };

static int ruleset = -1;
static int notifications = -1;

void prepare_connections(struct spec *spec) {
  if (spec->socket_count == 0) return;
  require_remote_access();
  prepare_callers();
  prepare_judge(spec);
}

/* From here on this thread has no more rights than the command. DIRECTORY becomes its working directory. */
static bool confine_thread(int directory) {
  if (ruleset >= 0 && !enter_ruleset(ruleset)) return false;
  return unshare(CLONE_FS) == 0 && fchdir(directory) == 0;
}

/* Should the record of own sockets ever be wrong, the end of the sandbox is a smaller evil than a way out of it. */
static void require_inside(int socket) {
  if (!has_peer_inside(socket)) setup_failed("a socket of another process was taken for the command's own");
}

static bool is_over(const struct wait *wait) {
  return !is_waiting(notifications, wait->id) || is_interrupted(wait->caller);
}

/* Repeated when it was not for the caller that it ended: the command may send us signals too. */
static int connect_patiently(const struct judged_call *judged, struct wait *wait) {
  begin_wait(wait);
  for (;;) {
    if (!is_waiting(notifications, judged->call.id)) return ESRCH;
    const int result = connect(judged->socket, (const struct sockaddr *)&judged->address, judged->size);
    if (result == 0 || errno != EINTR) return result == 0 ? 0 : errno;
    if (is_interrupted(judged->call.thread)) return EINTR;
  }
}

static int make_connection(struct judged_call *judged, struct wait *wait) {
  if (!confine_thread(process_tree())) return errno;
  if (judged->file >= 0) {
    struct sockaddr_un place = {.sun_family = AF_UNIX};
    if (snprintf(place.sun_path, sizeof place.sun_path, "self/fd/%d", judged->file) < 0) return EINVAL;
    memcpy(&judged->address, &place, sizeof place);
    judged->size = sizeof place;
  }
  const int error = connect_patiently(judged, wait);
  if (error == 0 && judged->inside) require_inside(judged->socket);
  return error;
}

static int make_name(const struct judged_call *judged) {
  if (!confine_thread(judged->file < 0 ? process_tree() : judged->file)) return errno;
  (void)umask(judged->caller.umask);
  if (!is_waiting(notifications, judged->call.id)) return ESRCH;
  if (judged->file >= 0) return bind_own(judged->socket, (const struct sockaddr_un *)&judged->address, judged->size);
  return bind(judged->socket, (const struct sockaddr *)&judged->address, judged->size) == 0 ? 0 : errno;
}

/* What one thread works on. */
struct task {
  struct judged_call judged;
  struct wait wait;
};

static void *work(void *argument) {
  struct task *const task = argument;
  struct judged_call *const judged = &task->judged;
  int error = judge(notifications, judged);
  if (error == 0) error = judged->call.is_bind ? make_name(judged) : make_connection(judged, &task->wait);
  end_wait(&task->wait);
  answer_call(notifications, judged->call.id, error);
  if (judged->file >= 0) (void)close(judged->file);
  if (judged->socket >= 0) (void)close(judged->socket);
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
  task->judged = (struct judged_call){.call = *call, .socket = -1, .file = -1};
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
  ruleset = spec->ruleset;
  notifications = descriptor;
  if (!prepare_waits()) return false;
  errno = start_thread(receive, NULL);
  return errno == 0;
}
