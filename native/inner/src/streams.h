/* Standard streams that are files of the host: handed on only so that they open nothing else. */
#ifndef SANDBOX_STREAMS_H
#define SANDBOX_STREAMS_H

#include <stdbool.h>
#include <stddef.h>

enum { STREAMS = 3, STREAM_NOTE = 4096 + 16 };

/* Host side. False, with the reason told on stderr, when a standard stream is a directory. Otherwise NOTES holds,
   for each stream that only reads a named file, a line for `reopen_streams`; the others are empty. */
bool note_streams(char notes[STREAMS][STREAM_NOTE]);

/* Inside, after the masks: opens the noted files again, as the command sees them. Fails the set-up when it does
   not see them. */
void reopen_streams(char **notes, size_t count);

#endif
