/* The command's resource limits, and which of them ended it. */
#ifndef SANDBOX_RESOURCE_LIMITS_H
#define SANDBOX_RESOURCE_LIMITS_H

#include "spec.h"

#include <stdint.h>

/* Fails the set-up when the spec limits the number of processes and the kernel would not hold it to that. */
void require_countable_processes(const struct spec *spec);

/* Limits this process, and whatever it becomes. A limit that the caller already has is never raised.
   False with errno on failure. */
bool set_limits(const struct spec *spec);

/* The name of the limit because of which signal NUMBER ended the command, after NANOSECONDS of processor time;
   NULL when it was none, or cannot be known. */
const char *limit_behind(const struct spec *spec, int number, uint64_t nanoseconds);

#endif
