/* The records of the spec that are about Landlock. Pure. */
#ifndef SANDBOX_SPEC_LANDLOCK_H
#define SANDBOX_SPEC_LANDLOCK_H

#include "spec.h"

/* `landlock`: what is closed. OPERANDS are its three masks. */
bool close_by_landlock(struct landlock_plan *plan, const char *keyword, const char *const *operands,
                       struct complaint *complaint);

/* `landlock-streams`, `landlock-path`, `landlock-path-if-present`, `landlock-port`: what is left open. Rules are
   counted, and kept when STORING. */
bool add_exception(struct landlock_plan *plan, const char *keyword, const char *const *operands, bool storing,
                   struct complaint *complaint);

#endif
