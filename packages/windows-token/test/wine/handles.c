/* Prints the file behind every handle that this process was born with, one on a line. */

#include <stdio.h>
#include <windows.h>

/* Handles are multiples of four, and a new process has few. */
#define LAST 4096

int main(void)
{
    for (ULONG_PTR value = 4; value < LAST; value += 4) {
        char name[MAX_PATH];
        HANDLE handle = (HANDLE)value;
        if (GetFileType(handle) != FILE_TYPE_DISK)
            continue;
        DWORD length = GetFinalPathNameByHandleA(handle, name, sizeof name, FILE_NAME_NORMALIZED);
        if (length > 0 && length < sizeof name)
            puts(name);
    }
    puts("the end");
    return 0;
}
