/* Tells JavaScript when a process has ended.

   Only a process of our own is ever waited for, by its id, so Node.js's child_process goes on undisturbed. The id
   cannot belong to another process before that. */
#include "watch.h"
#include "kernel.h"
#include "libuv.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>

struct watches {
  napi_env env;
  napi_async_cleanup_hook_handle cleanup;
  struct watch *first;
  /* Handles that libuv may still touch. */
  size_t handles;
  bool is_closing;
};

struct watch {
  struct watches *watches;
  struct watch *next;
  struct watch **link;
  napi_ref on_exit;
  struct process process;
  /* A uv_poll_t, whose size libuv tells. */
  _Alignas(16) unsigned char handle[];
};

static void release_watches(struct watches *watches) {
  napi_remove_async_cleanup_hook(watches->cleanup);
  free(watches);
}

static void after_close(void *handle) {
  struct watch *const watch = uv_handle_get_data(handle);
  struct watches *const watches = watch->watches;
  free(watch);
  watches->handles--;
  if (watches->is_closing && watches->handles == 0) release_watches(watches);
}

/* Takes the process off the event loop; the memory goes a little later. */
static void end_watch(struct watch *watch) {
  *watch->link = watch->next;
  if (watch->next != NULL) watch->next->link = watch->link;
  uv_poll_stop(watch->handle);
  call1(SYS_close, watch->process.pidfd);
  napi_delete_reference(watch->watches->env, watch->on_exit);
  uv_close(watch->handle, after_close);
}

/* The environment ends: its processes go on, as those of child_process do. */
static void close_watches(napi_async_cleanup_hook_handle handle, void *argument) {
  (void)handle;
  struct watches *const watches = argument;
  watches->is_closing = true;
  while (watches->first != NULL) end_watch(watches->first);
  if (watches->handles == 0) release_watches(watches);
}

struct watches *make_watches(napi_env env) {
  struct watches *const watches = calloc(1, sizeof *watches);
  if (watches == NULL) {
    throw_no_memory(env);
    return NULL;
  }
  watches->env = env;
  if (napi_add_async_cleanup_hook(env, close_watches, watches, &watches->cleanup) == napi_ok) return watches;
  free(watches);
  throw_failure(env, &(struct failure){.step = "napi_add_async_cleanup_hook", .error = ENOMEM});
  return NULL;
}

struct watch *make_watch(napi_env env, struct watches *watches, napi_value on_exit) {
  napi_valuetype type;
  if (napi_typeof(env, on_exit, &type) != napi_ok || type != napi_function) {
    throw_invalid(env, "onExit", "a function");
    return NULL;
  }
  struct watch *const watch = calloc(1, sizeof *watch + uv_handle_size(UV_POLL));
  if (watch == NULL || napi_create_reference(env, on_exit, 1, &watch->on_exit) != napi_ok) {
    free(watch);
    throw_no_memory(env);
    return NULL;
  }
  watch->watches = watches;
  return watch;
}

void discard_watch(struct watch *watch) {
  napi_delete_reference(watch->watches->env, watch->on_exit);
  free(watch);
}

/* onExit(code, null), onExit(null, signal), or onExit(null, null) when something else in this process took the news. */
static void fill_answer(napi_env env, bool is_known, int status, napi_value answer[2]) {
  napi_get_null(env, &answer[0]);
  napi_get_null(env, &answer[1]);
  if (!is_known) return;
  if (WIFEXITED(status))
    napi_create_int32(env, WEXITSTATUS(status), &answer[0]);
  else
    napi_create_int32(env, WTERMSIG(status), &answer[1]);
}

/* What a callback throws is uncaught, as in any other callback of the event loop. */
static void call_back(napi_env env, napi_value callback, const napi_value answer[2]) {
  napi_value receiver, thrown;
  if (napi_get_global(env, &receiver) != napi_ok) return;
  if (napi_make_callback(env, NULL, receiver, callback, 2, answer, NULL) != napi_pending_exception) return;
  if (napi_get_and_clear_last_exception(env, &thrown) == napi_ok) napi_fatal_exception(env, thrown);
}

static void on_readable(void *handle, int poll_status, int events) {
  (void)events;
  struct watch *const watch = uv_handle_get_data(handle);
  const napi_env env = watch->watches->env;
  int status = 0;
  const long collected = collect_process(watch->process.pid, &status);
  if (collected == 0 && poll_status == 0) return;
  napi_handle_scope scope;
  napi_value callback, answer[2];
  if (napi_open_handle_scope(env, &scope) != napi_ok) return end_watch(watch);
  const bool can_call = napi_get_reference_value(env, watch->on_exit, &callback) == napi_ok && callback != NULL;
  /* Before the call, which may do anything, even end the environment. */
  end_watch(watch);
  if (can_call) {
    fill_answer(env, collected > 0, status, answer);
    call_back(env, callback, answer);
  }
  napi_close_handle_scope(env, scope);
}

static void link_watch(struct watch *watch) {
  struct watches *const watches = watch->watches;
  watch->next = watches->first;
  watch->link = &watches->first;
  if (watch->next != NULL) watch->next->link = &watch->next;
  watches->first = watch;
  watches->handles++;
}

bool begin_watch(struct watch *watch, const struct process *process, struct failure *failure) {
  struct uv_loop_s *loop;
  if (napi_get_uv_event_loop(watch->watches->env, &loop) != napi_ok) {
    *failure = (struct failure){.step = "napi_get_uv_event_loop", .error = ENOTSUP};
    return false;
  }
  const int error = uv_poll_init(loop, watch->handle, process->pidfd);
  if (error != 0) {
    *failure = (struct failure){.step = "uv_poll_init", .error = -error};
    return false;
  }
  watch->process = *process;
  uv_handle_set_data(watch->handle, watch);
  link_watch(watch);
  /* Fails only for a handle that is closing or a descriptor that another handle watches: neither can be. */
  uv_poll_start(watch->handle, UV_READABLE, on_readable);
  return true;
}
