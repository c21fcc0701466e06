/* The token under which a command runs. */

#pragma once

#include <windows.h>

/* A write-restricted version of our own token: everything that writes is asked of the capabilities, of the run's own SID and
 * of the logon session as well. 0, or the number of an error. */
DWORD make_token(wchar_t *const *capabilities, DWORD count, PSID run, HANDLE *token);
