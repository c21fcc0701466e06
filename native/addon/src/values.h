/* Reads JavaScript values. Each function returns false after it has thrown; NAME is what the exception calls it. */
#ifndef SANDBOX_ADDON_VALUES_H
#define SANDBOX_ADDON_VALUES_H

#include "arena.h"

#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>

bool read_property(napi_env env, napi_value object, const char *name, napi_value *value);

/* The length of an array property and the array itself. */
bool read_array(napi_env env, napi_value object, const char *name, napi_value *array, uint32_t *length);

bool read_element(napi_env env, napi_value array, uint32_t index, napi_value *value);

/* A string without NUL, copied into the arena. */
bool read_string(napi_env env, struct arena *arena, napi_value value, const char *name, char **text);

/* A string property that is an absolute path. */
bool read_path(napi_env env, struct arena *arena, napi_value object, const char *name, char **path);

/* An array of strings, ended by NULL. */
bool read_strings(napi_env env, struct arena *arena, napi_value object, const char *name, char ***texts);

/* A whole number from 0 to MOST, which is at most 2^53 - 1. */
bool read_number(napi_env env, napi_value value, const char *name, uint64_t most, uint64_t *number);

/* The same of a property. */
bool read_number_property(napi_env env, napi_value object, const char *name, uint64_t most, uint64_t *number);

#endif
