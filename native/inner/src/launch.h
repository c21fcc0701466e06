/* Host side: starts the launcher (bubblewrap) with nothing of the caller's but the wanted descriptors. */
#ifndef SANDBOX_LAUNCH_H
#define SANDBOX_LAUNCH_H

/* Waits for the launcher and returns its code, 128+n for signal n. The descriptor after LAST_DESCRIPTOR is the
   leash, for the inner stage. SUPERVISOR is the process that must be our parent, and whose death is ours.
   OUTPUT is the number of bytes that the command may write, or `-`; PROCESSES is the descriptor of the `cgroup.procs`
   that the launcher enters, or `-`; SPEC is the descriptor of the spec. */
int launch(const char *last_descriptor, const char *supervisor, const char *output, const char *processes,
           const char *spec, const char *file, char **arguments);

#endif
