/* What a child gives up before it executes its program. */
#ifndef SANDBOX_ADDON_RESTRICTIONS_H
#define SANDBOX_ADDON_RESTRICTIONS_H

#include "arena.h"

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* struct rlimit64 behind the number of its resource. */
struct resource_limit {
  int resource;
  struct {
    uint64_t soft;
    uint64_t hard;
  } values;
};

/* struct sock_fprog. */
struct filter_program {
  unsigned short length;
  const void *instructions;
};

struct restrictions {
  /* A Landlock ruleset. */
  int ruleset;
  struct resource_limit *limits;
  size_t limit_count;
  struct filter_program *filters;
  size_t filter_count;
};

/* Reads { filters, limits }. Returns false after it has thrown. */
bool read_restrictions(napi_env env, struct arena *arena, napi_value options, struct restrictions *restrictions);

#endif
