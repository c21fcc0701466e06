/* How a failed step becomes an exception. */
#ifndef SANDBOX_ADDON_FAILURE_H
#define SANDBOX_ADDON_FAILURE_H

#include <node_api.h>
#include <stdbool.h>

/* What went wrong: nothing as long as STEP is NULL. */
struct failure {
  const char *step;
  /* A positive error number. */
  int error;
  /* What it went wrong with, or NULL. */
  const char *path;
};

/* Throws an Error with `code` ("ENOENT"), `errno` (-2), `step` and, if there is one, `path`. Returns false. */
bool throw_failure(napi_env env, const struct failure *failure);

/* Throws a TypeError: NAME must be WANTED. Returns false. */
bool throw_invalid(napi_env env, const char *name, const char *wanted);

/* Throws an Error that says memory ran out. Returns false. */
bool throw_no_memory(napi_env env);

#endif
