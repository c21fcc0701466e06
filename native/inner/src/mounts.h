/* Performs the mount operations of the spec, in order, each through descriptors that followed no link. */
#ifndef SANDBOX_MOUNTS_H
#define SANDBOX_MOUNTS_H

#include "spec.h"

/* Must run inside our own mount namespace. Fails the set-up at the first operation that does not succeed. */
void perform_mounts(struct spec *spec);

#endif
