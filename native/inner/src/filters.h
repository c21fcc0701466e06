/* Installs the system call filters of the spec. */
#ifndef SANDBOX_FILTERS_H
#define SANDBOX_FILTERS_H

#include "spec.h"

/* Makes this process, and whatever it becomes, ask before it connects or binds a socket, and sends through CHANNEL where: see
   connections.h. Returns when a byte says that somebody listens there. Does nothing when the spec lists no
   sockets. False with errno. */
bool ask_before_naming(const struct spec *spec, int channel);

/* Filters this process, and whatever it becomes, in the order of the spec. False with errno when one was not
   installed; then the program must not be executed. */
bool install_filters(const struct spec *spec);

#endif
