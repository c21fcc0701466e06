/* A hole: a directory that can be passed through but not listed, and that holds only mount points. */
#ifndef SANDBOX_HOLE_H
#define SANDBOX_HOLE_H

#include "spec.h"

/* A detached, frozen tmpfs with the mount points that OPERATION lists; the caller owns the descriptor.
   Fails the set-up when it cannot be made. */
int make_hole(const struct spec *spec, const struct operation *operation);

#endif
