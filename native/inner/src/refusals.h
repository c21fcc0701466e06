/* Tells the process outside what was refused inside. */
#ifndef SANDBOX_REFUSALS_H
#define SANDBOX_REFUSALS_H

#include <stdbool.h>

/* NAME as the command gave it. UNKNOWN: it may be the command's own, and the kernel cannot tell. Told once each, and no
   more than some dozens. */
void tell_refused_socket(const char *name, bool unknown);

#endif
