/* Which descriptors a child has. For the child between clone and exec: system calls only. */
#ifndef SANDBOX_ADDON_DESCRIPTORS_H
#define SANDBOX_ADDON_DESCRIPTORS_H

#include <stddef.h>

/* Makes streams[i] the descriptor i, for all COUNT of them; STREAMS is overwritten. 0, or a negative error number. */
long place_streams(int *streams, size_t count);

/* Moves DESCRIPTOR out of the first COUNT numbers if it is there. The new number, or a negative error number. */
long move_beyond(int descriptor, size_t count);

/* Has everything from FIRST on closed when a program is executed. 0, or a negative error number. */
long close_on_execution(unsigned first);

#endif
