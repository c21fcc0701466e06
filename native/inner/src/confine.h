/* The stage for hosts without namespaces: confines the command with Landlock and filters, then supervises it. */
#ifndef SANDBOX_CONFINE_H
#define SANDBOX_CONFINE_H

/* Returns the exit code for the whole sandbox. */
int confine(const char *spec_descriptor, const char *leash_descriptor);

#endif
