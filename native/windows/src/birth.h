/* Tells a process from a later one that got its number. */

#pragma once

#include <windows.h>

/* When a process was started. 0, or the number of an error: ERROR_INVALID_PARAMETER when there is no such process any more. */
DWORD birth_of(DWORD process, FILETIME *birth);
