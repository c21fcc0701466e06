/* The addon's face: spawn, restrictAndExec and features. TypeScript decides, this only performs system calls. */
#include "failure.h"
#include "kernel_features.h"
#include "kernel.h"
#include "request.h"
#include "restrictions.h"
#include "ruleset.h"
#include "start.h"
#include "values.h"
#include "watch.h"

struct call {
  napi_env env;
  struct watches *watches;
  napi_value options;
  napi_value on_exit;
  struct arena arena;
};

static bool open_call(napi_env env, napi_callback_info info, struct call *call) {
  size_t count = 2;
  napi_value arguments[2];
  void *watches;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, &watches) != napi_ok) return false;
  *call = (struct call){.env = env, .watches = watches, .options = arguments[0], .on_exit = arguments[1]};
  return true;
}

/* The process, watched; without failure or not at all. */
static bool start_watched(struct call *call, const struct request *request, struct process *process) {
  struct failure failure = {0};
  struct watch *const watch = make_watch(call->env, call->watches, call->on_exit);
  if (watch == NULL) return false;
  if (start_process(request, process, &failure)) {
    if (begin_watch(watch, process, &failure)) return true;
    abandon_process(process);
  }
  discard_watch(watch);
  return throw_failure(call->env, &failure);
}

static napi_value describe(napi_env env, const struct process *process) {
  napi_value result, pid;
  if (napi_create_object(env, &result) != napi_ok || napi_create_int32(env, process->pid, &pid) != napi_ok ||
      napi_set_named_property(env, result, "pid", pid) != napi_ok)
    return NULL;
  return result;
}

/* spawn(options, onExit) */
static napi_value spawn(napi_env env, napi_callback_info info) {
  struct call call;
  struct request request = {0};
  struct process process;
  if (!open_call(env, info, &call)) return NULL;
  const bool is_started =
      read_request(env, &call.arena, call.options, &request) && start_watched(&call, &request, &process);
  arena_release(&call.arena);
  return is_started ? describe(env, &process) : NULL;
}

static bool start_restricted(struct call *call, struct process *process) {
  struct request request = {0};
  struct restrictions restrictions = {0};
  napi_value ruleset;
  if (!read_request(call->env, &call->arena, call->options, &request) ||
      !read_restrictions(call->env, &call->arena, call->options, &restrictions) ||
      !read_property(call->env, call->options, "ruleset", &ruleset) ||
      !make_ruleset(call->env, &call->arena, ruleset, &restrictions.ruleset))
    return false;
  request.restrictions = &restrictions;
  const bool is_started = start_watched(call, &request, process);
  call1(SYS_close, restrictions.ruleset);
  return is_started;
}

/* restrictAndExec(options, onExit) */
static napi_value restrict_and_exec(napi_env env, napi_callback_info info) {
  struct call call;
  struct process process;
  if (!open_call(env, info, &call)) return NULL;
  const bool is_started = start_restricted(&call, &process);
  arena_release(&call.arena);
  return is_started ? describe(env, &process) : NULL;
}

/* features() */
static napi_value features(napi_env env, napi_callback_info info) {
  (void)info;
  return describe_features(env);
}

NAPI_MODULE_INIT(/* napi_env env, napi_value exports */) {
  struct watches *const watches = make_watches(env);
  if (watches == NULL) return NULL;
  const napi_property_descriptor functions[] = {
      {.utf8name = "spawn", .method = spawn, .data = watches, .attributes = napi_enumerable},
      {.utf8name = "restrictAndExec", .method = restrict_and_exec, .data = watches, .attributes = napi_enumerable},
      {.utf8name = "features", .method = features, .attributes = napi_enumerable},
  };
  napi_define_properties(env, exports, sizeof functions / sizeof functions[0], functions);
  return exports;
}
