/* Tells the process outside what was refused inside. */
#ifndef SANDBOX_REFUSALS_H
#define SANDBOX_REFUSALS_H

/* NAME as the command gave it. Told once each, and no more than some dozens. */
void tell_refused_socket(const char *name);

#endif
