/* How a failed step becomes an exception. */
#include "failure.h"
#include "libuv.h"

#include <errno.h>
#include <stddef.h>

enum { MESSAGE_SIZE = 512 };

/* Appends as much of TEXT as fits. */
static size_t append(char *message, size_t used, const char *text) {
  for (; *text != '\0' && used < MESSAGE_SIZE - 1; text++) message[used++] = *text;
  message[used] = '\0';
  return used;
}

static bool set_text(napi_env env, napi_value object, const char *name, const char *text) {
  napi_value value;
  return napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) == napi_ok &&
         napi_set_named_property(env, object, name, value) == napi_ok;
}

/* Numbers that libuv has no name for, or had none in the versions that Node.js 20 brings. */
static const struct {
  int error;
  const char *name;
  const char *text;
} unnamed[] = {
    {ENOEXEC, "ENOEXEC", "not an executable format"},
    {ELIBBAD, "ELIBBAD", "the program's interpreter is damaged"},
    {ENOMSG, "ENOMSG", "nothing to restrict"},
    {EDEADLK, "EDEADLK", "resource deadlock avoided"},
};

enum { UNNAMED = sizeof unnamed / sizeof unnamed[0] };

static const char *name_of(int error) {
  for (size_t i = 0; i < UNNAMED; i++)
    if (unnamed[i].error == error) return unnamed[i].name;
  return uv_err_name(-error);
}

static const char *text_of(int error) {
  for (size_t i = 0; i < UNNAMED; i++)
    if (unnamed[i].error == error) return unnamed[i].text;
  return uv_strerror(-error);
}

static napi_value make_error(napi_env env, const struct failure *failure) {
  char message[MESSAGE_SIZE];
  size_t used = append(message, 0, failure->step);
  used = append(message, used, ": ");
  used = append(message, used, text_of(failure->error));
  if (failure->path != NULL) append(message, append(message, used, ": "), failure->path);
  napi_value text, code, error, number;
  if (napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text) != napi_ok ||
      napi_create_string_utf8(env, name_of(failure->error), NAPI_AUTO_LENGTH, &code) != napi_ok ||
      napi_create_error(env, code, text, &error) != napi_ok ||
      napi_create_int32(env, -failure->error, &number) != napi_ok ||
      napi_set_named_property(env, error, "errno", number) != napi_ok ||
      !set_text(env, error, "step", failure->step) ||
      (failure->path != NULL && !set_text(env, error, "path", failure->path)))
    return NULL;
  return error;
}

bool throw_failure(napi_env env, const struct failure *failure) {
  const napi_value error = make_error(env, failure);
  if (error == NULL)
    napi_throw_error(env, "ERR_SANDBOX_ADDON", failure->step);
  else
    napi_throw(env, error);
  return false;
}

bool throw_invalid(napi_env env, const char *name, const char *wanted) {
  char message[MESSAGE_SIZE];
  size_t used = append(message, 0, name);
  used = append(message, used, " must be ");
  append(message, used, wanted);
  napi_throw_type_error(env, "ERR_INVALID_ARG_VALUE", message);
  return false;
}

bool throw_no_memory(napi_env env) {
  return throw_failure(env, &(struct failure){.step = "malloc", .error = ENOMEM});
}
