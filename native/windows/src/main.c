/* sandbox-token: what only the kernel of Windows can do. `run` starts one command under a write-restricted token, as the
 * spec on descriptor 3 says, and reports on descriptor 4. `serve` answers questions about access lists on its standard
 * streams. Everything that can be decided without the kernel was decided before. */

#include <windows.h>
#include <stdio.h>

#include "launch.h"
#include "serve.h"

/* Of core: the sandbox could not be set up. */
#define NOT_SET_UP 125

int wmain(int count, wchar_t **words);

int wmain(int count, wchar_t **words)
{
    /* No box on the screen may hold up what nobody watches. */
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    if (count == 2 && wcscmp(words[1], L"run") == 0)
        return (int)run_command();
    if (count == 2 && wcscmp(words[1], L"serve") == 0)
        return serve_requests();
    fputs("sandbox-token is part of Sandbox and started by it.\n", stderr);
    return NOT_SET_UP;
}
