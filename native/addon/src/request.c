/* What to start, and how. */
#include "request.h"
#include "failure.h"
#include "values.h"

#include <limits.h>

static bool read_streams(napi_env env, struct arena *arena, napi_value options, struct request *request) {
  napi_value array;
  uint32_t length;
  if (!read_array(env, options, "stdio", &array, &length)) return false;
  request->streams = arena_take_array(arena, length, sizeof(int));
  if (request->streams == NULL) return throw_no_memory(env);
  request->stream_count = length;
  for (uint32_t i = 0; i < length; i++) {
    napi_value value;
    uint64_t descriptor;
    if (!read_element(env, array, i, &value) || !read_number(env, value, "stdio", INT_MAX, &descriptor))
      return false;
    request->streams[i] = (int)descriptor;
  }
  /* A program that finds no standard stream opens its first file in the place of one. */
  return length >= 3 || throw_invalid(env, "stdio", "at least three descriptors");
}

bool read_request(napi_env env, struct arena *arena, napi_value options, struct request *request) {
  char *file, *cwd;
  if (!read_path(env, arena, options, "file", &file) || !read_path(env, arena, options, "cwd", &cwd) ||
      !read_strings(env, arena, options, "args", &request->args) ||
      !read_strings(env, arena, options, "env", &request->env) || !read_streams(env, arena, options, request))
    return false;
  request->file = file;
  request->cwd = cwd;
  /* Programs take it for granted that they are told their name. */
  return request->args[0] != NULL || throw_invalid(env, "args", "at least the name of the program");
}
