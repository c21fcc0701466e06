#include "streams.h"

static BOOL is_listed(const struct streams *streams, HANDLE handle)
{
    for (DWORD at = 0; at < streams->inherited_count; at++)
        if (streams->inherited[at] == handle)
            return TRUE;
    return FALSE;
}

DWORD take_streams(struct streams *streams)
{
    static const DWORD names[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    for (int at = 0; at < 3; at++) {
        HANDLE handle = GetStdHandle(names[at]);
        if (handle == NULL || handle == INVALID_HANDLE_VALUE)
            continue;
        if (!SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT))
            return GetLastError();
        streams->standard[at] = handle;
        if (!is_listed(streams, handle))
            streams->inherited[streams->inherited_count++] = handle;
    }
    return 0;
}

void close_streams(struct streams *streams)
{
    for (DWORD at = 0; at < streams->inherited_count; at++)
        CloseHandle(streams->inherited[at]);
    streams->inherited_count = 0;
}
