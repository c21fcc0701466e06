/* The standard streams, which the command inherits directly: no byte goes through this process. */

#pragma once

#include <windows.h>

struct streams {
    /* NULL for a stream that there is not. */
    HANDLE standard[3];
    /* Each once: Windows refuses a list that names a handle twice. */
    HANDLE inherited[3];
    DWORD inherited_count;
};

/* 0, or the number of an error. */
DWORD take_streams(struct streams *streams);

/* Gives our own copies up, so that the command's end is the end of its output. */
void close_streams(struct streams *streams);
