/* Performs the mount operations of the spec, in order, each through descriptors that followed no link. */
#ifndef SANDBOX_MOUNTS_H
#define SANDBOX_MOUNTS_H

#include "spec.h"

/* Is there an operation that mounts something? */
bool mounts_anything(const struct spec *spec);

/* Fails the set-up unless the launcher mounted at each expected path just what was planned for it. */
void check_expectations(const struct spec *spec);

/* Must run inside our own mount namespace. Fails the set-up at the first operation that does not succeed. */
void perform_mounts(struct spec *spec);

#endif
