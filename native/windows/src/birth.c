#include "birth.h"

DWORD birth_of(DWORD process, FILETIME *birth)
{
    FILETIME end, kernel, user;
    HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, process);
    if (handle == NULL)
        return GetLastError();
    DWORD code = 0;
    /* Whoever holds a handle keeps the number of a process that has ended. */
    if (WaitForSingleObject(handle, 0) == WAIT_OBJECT_0)
        code = ERROR_INVALID_PARAMETER;
    else if (!GetProcessTimes(handle, birth, &end, &kernel, &user))
        code = GetLastError();
    CloseHandle(handle);
    return code;
}
