/* Takes descriptors from processes of the command, and reads their memory. */
#ifndef SANDBOX_REMOTE_PROCESS_H
#define SANDBOX_REMOTE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Tries both on ourselves, and fails the set-up where one is denied: a filter around the sandbox, as containers have, would
   let every connection fail later. */
void require_remote_access(void);

/* A duplicate of the descriptor that NUMBER is for THREAD of PROCESS; -1 with errno. */
int take_descriptor(pid_t thread, pid_t process, int number);

/* All SIZE bytes, or false with errno. */
bool read_memory(pid_t process, uint64_t from, void *into, size_t size);

#endif
