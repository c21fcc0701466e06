/* Asks this kernel which rights a write-restricted token is held back from. */

#pragma once

#include <windows.h>

/* The rights on files that the restricting SIDs are asked about, in `rights`. 0, or the number of an error. */
DWORD covered_rights(DWORD *rights);
