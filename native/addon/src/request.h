/* What to start, and how. */
#ifndef SANDBOX_ADDON_REQUEST_H
#define SANDBOX_ADDON_REQUEST_H

#include "arena.h"

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>

struct restrictions;

struct request {
  const char *file;
  char **args;
  char **env;
  const char *cwd;
  /* streams[i] of this process becomes descriptor i of the child. */
  int *streams;
  size_t stream_count;
  /* NULL for a child that may do what this process may. */
  const struct restrictions *restrictions;
};

/* Reads { file, args, env, cwd, stdio }. Returns false after it has thrown. */
bool read_request(napi_env env, struct arena *arena, napi_value options, struct request *request);

#endif
