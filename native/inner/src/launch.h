/* Host side: starts the launcher (bubblewrap) with nothing of the caller's but the wanted descriptors. */
#ifndef SANDBOX_LAUNCH_H
#define SANDBOX_LAUNCH_H

/* Returns only when FILE could not be executed. */
int launch(const char *last_descriptor, const char *file, char **arguments);

#endif
