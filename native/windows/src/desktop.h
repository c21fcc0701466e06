/* A desktop of the command's own, which other commands cannot open. It does not keep the command from yours: that one is
 * open to the logon session. */

#pragma once

#include <windows.h>

#define DESKTOP_NAME_UNITS 256

/* Open as long as this process lives, to the user and the run. `name` is what a new process is started on. 0, or the number of an error. */
DWORD make_desktop(PSID run, wchar_t name[DESKTOP_NAME_UNITS]);
