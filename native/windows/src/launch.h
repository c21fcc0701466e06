/* One command, from its spec to its end. */

#pragma once

#include <windows.h>

/* The command's code, or 125 to 127 when it was not started; descriptor 4 tells which. */
DWORD run_command(void);
