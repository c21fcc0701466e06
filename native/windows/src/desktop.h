/* A desktop of the command's own: no window of yours can be sent a message, and no key of yours is seen. */

#pragma once

#include <windows.h>

#define DESKTOP_NAME_UNITS 256

/* Open as long as this process lives. `name` is what a new process is started on. 0, or the number of an error. */
DWORD make_desktop(wchar_t name[DESKTOP_NAME_UNITS]);
