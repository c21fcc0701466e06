/* What a child gives up before it executes its program. */
#include "restrictions.h"
#include "failure.h"
#include "values.h"

#include <string.h>

enum { INSTRUCTION_SIZE = 8, INSTRUCTIONS_MAX = 4096, RESOURCE_MAX = 15 };

static const uint64_t number_max = (1ULL << 53) - 1;

/* A number, or Infinity for no limit. */
static bool read_limit_value(napi_env env, napi_value limit, const char *name, uint64_t *number) {
  napi_value value;
  double given;
  if (!read_property(env, limit, name, &value)) return false;
  if (napi_get_value_double(env, value, &given) == napi_ok && given > 0 && given - given != 0) {
    *number = UINT64_MAX;
    return true;
  }
  return read_number(env, value, name, number_max, number);
}

static bool read_limit(napi_env env, napi_value value, struct resource_limit *limit) {
  uint64_t resource;
  if (!read_number_property(env, value, "resource", RESOURCE_MAX, &resource)) return false;
  limit->resource = (int)resource;
  return read_limit_value(env, value, "soft", &limit->values.soft) &&
         read_limit_value(env, value, "hard", &limit->values.hard);
}

/* The bytes are copied: another thread may write to what JavaScript shares with it. */
static bool read_filter(napi_env env, struct arena *arena, napi_value value, struct filter_program *filter) {
  bool is_typed = false;
  napi_typedarray_type type;
  size_t length;
  void *bytes;
  if (napi_is_typedarray(env, value, &is_typed) != napi_ok || !is_typed ||
      napi_get_typedarray_info(env, value, &type, &length, &bytes, NULL, NULL) != napi_ok ||
      type != napi_uint8_array)
    return throw_invalid(env, "filters", "arrays of bytes");
  if (length == 0 || length % INSTRUCTION_SIZE != 0 || length / INSTRUCTION_SIZE > INSTRUCTIONS_MAX)
    return throw_invalid(env, "filters", "1 to 4096 instructions of 8 bytes");
  void *const copy = arena_take(arena, length);
  if (copy == NULL) return throw_no_memory(env);
  filter->instructions = memcpy(copy, bytes, length);
  filter->length = (unsigned short)(length / INSTRUCTION_SIZE);
  return true;
}

bool read_restrictions(napi_env env, struct arena *arena, napi_value options, struct restrictions *restrictions) {
  napi_value limits, filters, value;
  uint32_t limit_count, filter_count;
  if (!read_array(env, options, "limits", &limits, &limit_count) ||
      !read_array(env, options, "filters", &filters, &filter_count))
    return false;
  restrictions->limits = arena_take_array(arena, limit_count, sizeof(struct resource_limit));
  restrictions->filters = arena_take_array(arena, filter_count, sizeof(struct filter_program));
  if (restrictions->limits == NULL || restrictions->filters == NULL) return throw_no_memory(env);
  restrictions->limit_count = limit_count;
  restrictions->filter_count = filter_count;
  for (uint32_t i = 0; i < limit_count; i++)
    if (!read_element(env, limits, i, &value) || !read_limit(env, value, &restrictions->limits[i])) return false;
  for (uint32_t i = 0; i < filter_count; i++)
    if (!read_element(env, filters, i, &value) || !read_filter(env, arena, value, &restrictions->filters[i]))
      return false;
  return true;
}
