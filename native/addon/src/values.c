/* Reads JavaScript values. */
#include "values.h"
#include "failure.h"

bool read_property(napi_env env, napi_value object, const char *name, napi_value *value) {
  napi_valuetype type;
  if (napi_typeof(env, object, &type) != napi_ok || type != napi_object)
    return throw_invalid(env, name, "a property of an object");
  return napi_get_named_property(env, object, name, value) == napi_ok || throw_invalid(env, name, "readable");
}

bool read_array(napi_env env, napi_value object, const char *name, napi_value *array, uint32_t *length) {
  if (!read_property(env, object, name, array)) return false;
  bool is_array = false;
  if (napi_is_array(env, *array, &is_array) != napi_ok || !is_array) return throw_invalid(env, name, "an array");
  return napi_get_array_length(env, *array, length) == napi_ok || throw_invalid(env, name, "an array");
}

bool read_element(napi_env env, napi_value array, uint32_t index, napi_value *value) {
  return napi_get_element(env, array, index, value) == napi_ok || throw_invalid(env, "an element", "readable");
}

static bool has_nul(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (text[i] == '\0') return true;
  return false;
}

bool read_string(napi_env env, struct arena *arena, napi_value value, const char *name, char **text) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok)
    return throw_invalid(env, name, "a string");
  *text = arena_take(arena, length + 1);
  if (*text == NULL) return throw_no_memory(env);
  size_t copied = 0;
  if (napi_get_value_string_utf8(env, value, *text, length + 1, &copied) != napi_ok || copied != length)
    return throw_invalid(env, name, "a string");
  /* INVARIANT: what is executed is what was read; C would stop at the first NUL. */
  return !has_nul(*text, length) || throw_invalid(env, name, "a string without NUL");
}

bool read_path(napi_env env, struct arena *arena, napi_value object, const char *name, char **path) {
  napi_value value;
  if (!read_property(env, object, name, &value) || !read_string(env, arena, value, name, path)) return false;
  return **path == '/' || throw_invalid(env, name, "an absolute path");
}

bool read_strings(napi_env env, struct arena *arena, napi_value object, const char *name, char ***texts) {
  napi_value array;
  uint32_t length;
  if (!read_array(env, object, name, &array, &length)) return false;
  *texts = arena_take_array(arena, (size_t)length + 1, sizeof(char *));
  if (*texts == NULL) return throw_no_memory(env);
  for (uint32_t i = 0; i < length; i++) {
    napi_value value;
    if (!read_element(env, array, i, &value) || !read_string(env, arena, value, name, &(*texts)[i])) return false;
  }
  return true;
}

bool read_number(napi_env env, napi_value value, const char *name, uint64_t most, uint64_t *number) {
  double given;
  if (napi_get_value_double(env, value, &given) != napi_ok) return throw_invalid(env, name, "a number");
  /* Written so that NaN is refused. */
  if (!(given >= 0 && given <= (double)most)) return throw_invalid(env, name, "a number in range");
  *number = (uint64_t)given;
  return (double)*number == given || throw_invalid(env, name, "a whole number");
}

bool read_number_property(napi_env env, napi_value object, const char *name, uint64_t most, uint64_t *number) {
  napi_value value;
  return read_property(env, object, name, &value) && read_number(env, value, name, most, number);
}
