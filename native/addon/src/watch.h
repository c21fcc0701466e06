/* Tells JavaScript when a process has ended, on the event loop, without a thread and without SIGCHLD. */
#ifndef SANDBOX_ADDON_WATCH_H
#define SANDBOX_ADDON_WATCH_H

#include "failure.h"
#include "start.h"

#include <node_api.h>
#include <stdbool.h>

/* All that is watched for one JavaScript environment; a worker thread has one of its own. */
struct watches;

/* Returns NULL after it has thrown. It is released with the environment. */
struct watches *make_watches(napi_env env);

struct watch;

/* Memory for one watch that calls ON_EXIT(code, signal); NULL after it has thrown. */
struct watch *make_watch(napi_env env, struct watches *watches, napi_value on_exit);

/* For a watch that never began. */
void discard_watch(struct watch *watch);

/* Watches PROCESS, which belongs to the watch from then on. On failure it is untouched, and WATCH still unused. */
bool begin_watch(struct watch *watch, const struct process *process, struct failure *failure);

#endif
