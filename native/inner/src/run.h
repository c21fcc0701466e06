/* PID 1 inside the namespaces: performs the spec, then supervises the command. */
#ifndef SANDBOX_RUN_H
#define SANDBOX_RUN_H

/* Returns the exit code for the whole sandbox. */
int run(const char *spec_descriptor, const char *leash_descriptor, char **stream_notes);

#endif
