/* Makes Landlock rulesets. */
#ifndef SANDBOX_ADDON_RULESET_H
#define SANDBOX_ADDON_RULESET_H

#include "arena.h"

#include <node_api.h>
#include <stdbool.h>

/* Makes what { handledAccessFs, handledAccessNet, scoped, paths: { path, access }[], ports: { port, access }[] } says
   and stores its descriptor, which the caller closes. Returns false after it has thrown; there is none then. */
bool make_ruleset(napi_env env, struct arena *arena, napi_value description, int *ruleset);

#endif
