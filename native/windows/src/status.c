#include "status.h"

#include <io.h>
#include <stdint.h>
#include <stdio.h>

#define STATUS_DESCRIPTOR 4

static HANDLE status = INVALID_HANDLE_VALUE;

BOOL open_status(void)
{
    intptr_t opened = _get_osfhandle(STATUS_DESCRIPTOR);
    /* -2: there is such a descriptor, and nothing behind it. */
    if (opened == -1 || opened == -2)
        return FALSE;
    status = (HANDLE)opened;
    return TRUE;
}

/* A report that cannot be written is missed by the reader, who takes its absence for a failure. */
static void write_line(const char *line, int length)
{
    DWORD written;
    if (length > 0)
        (void)WriteFile(status, line, (DWORD)length, &written, NULL);
}

void report_spawned(DWORD process)
{
    char line[64];
    write_line(line, snprintf(line, sizeof line, "spawned %lu\n", process));
}

void report_exit(DWORD code)
{
    char line[64];
    write_line(line, snprintf(line, sizeof line, "exit %lu\n", code));
}

void report_error(const char *stage, DWORD code)
{
    char line[128];
    write_line(line, snprintf(line, sizeof line, "error %s %lu\n", stage, code));
}
