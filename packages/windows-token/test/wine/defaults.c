/* Prints whom this process opens what it makes without a list of its own, one on a line. */

#include <stdio.h>
#include <windows.h>

#include <sddl.h>

int main(void)
{
    static union {
        TOKEN_DEFAULT_DACL fact;
        BYTE bytes[4096];
    } list;
    HANDLE token;
    DWORD size;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token) ||
        !GetTokenInformation(token, TokenDefaultDacl, &list, sizeof list, &size) || list.fact.DefaultDacl == NULL)
        return 1;
    for (DWORD at = 0; at < list.fact.DefaultDacl->AceCount; at++) {
        ACCESS_ALLOWED_ACE *entry;
        char *text;
        if (!GetAce(list.fact.DefaultDacl, at, (void **)&entry) || !ConvertSidToStringSidA(&entry->SidStart, &text))
            return 1;
        puts(text);
    }
    return 0;
}
