/* The job that holds everything a command starts. */

#pragma once

#include <windows.h>

/* Ends with its last handle, which is ours, and lets nobody leave. 0 for a limit means none.
 * 0, or the number of an error. */
DWORD make_job(ULONGLONG memory, DWORD processes, HANDLE *job);
