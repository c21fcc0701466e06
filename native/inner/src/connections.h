/* Connects and binds sockets in the command's name, under a policy that lists sockets of the file system.

   A filter sees the number of a descriptor and the address of an address, both of which the command can change after
   it was looked at. So `connect` and `bind` wait (see notifications.h) while we take the socket itself, read the address once,
   resolve it once, judge what was found there, and connect the one to the other. A name is bound in the same way, so that it
   can be refused one without a file. */
#ifndef SANDBOX_CONNECTIONS_H
#define SANDBOX_CONNECTIONS_H

#include "spec.h"

/* Opens what serving needs, and the listed sockets that the command could replace. Before the command is forked.
   Fails the set-up otherwise. Does nothing when the spec lists no sockets. */
void prepare_connections(struct spec *spec);

/* Answers in threads of its own from now on. NOTIFICATIONS is where calls are told. False with errno. */
bool serve_connections(const struct spec *spec, int notifications);

#endif
