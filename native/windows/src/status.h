/* Reports to whoever started us, on descriptor 4: a word and its values on a line. */

#pragma once

#include <windows.h>

/* False when there is no descriptor 4. */
BOOL open_status(void);
void report_spawned(DWORD process);
void report_exit(DWORD code);
/* `stage` names what failed, without blanks. */
void report_error(const char *stage, DWORD code);
