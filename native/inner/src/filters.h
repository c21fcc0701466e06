/* Installs the system call filters of the spec. */
#ifndef SANDBOX_FILTERS_H
#define SANDBOX_FILTERS_H

#include "spec.h"

/* Filters this process, and whatever it becomes, in the order of the spec. False with errno when one was not
   installed; then the program must not be executed. */
bool install_filters(const struct spec *spec);

#endif
