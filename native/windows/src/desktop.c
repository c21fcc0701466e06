#define _CRT_RAND_S
#include "desktop.h"

#include <stdlib.h>
#include <wchar.h>

#include "sids.h"

/* Everything on a desktop, as `winuser.h` lists it one by one. */
#define DESKTOP_RIGHTS 0x000f01ff

/* THREAT: a name that exists would be opened instead of made, with somebody else's list. */
static DWORD random_name(wchar_t *name, size_t units)
{
    unsigned int parts[4];
    for (size_t at = 0; at < 4; at++)
        if (rand_s(&parts[at]) != 0)
            return ERROR_GEN_FAILURE;
    return swprintf(name, units, L"sandbox-%08x%08x%08x%08x", parts[0], parts[1], parts[2], parts[3]) < 0
               ? ERROR_INSUFFICIENT_BUFFER
               : 0;
}

static DWORD own_user(PSID *user)
{
    HANDLE token;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return GetLastError();
    *user = user_sid(token);
    CloseHandle(token);
    return *user == NULL ? ERROR_NOT_ENOUGH_MEMORY : 0;
}

DWORD make_desktop(PSID run, wchar_t name[DESKTOP_NAME_UNITS])
{
    wchar_t own[64], station[128];
    DWORD needed;
    PSID sids[3] = {NULL, run, system_sid()};
    DWORD code = random_name(own, 64);
    if (code == 0)
        code = own_user(&sids[0]);
    if (code != 0 || sids[2] == NULL)
        return code != 0 ? code : ERROR_NOT_ENOUGH_MEMORY;
    if (!GetUserObjectInformationW(GetProcessWindowStation(), UOI_NAME, station, sizeof station, &needed))
        return GetLastError();
    SECURITY_DESCRIPTOR descriptor;
    PACL list = list_allowing(DESKTOP_RIGHTS, sids, 3);
    if (list == NULL || !InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION) ||
        !SetSecurityDescriptorDacl(&descriptor, TRUE, list, FALSE))
        return ERROR_NOT_ENOUGH_MEMORY;
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, &descriptor, FALSE};
    if (CreateDesktopW(own, NULL, NULL, 0, DESKTOP_RIGHTS, &attributes) == NULL)
        return GetLastError();
    return swprintf(name, DESKTOP_NAME_UNITS, L"%ls\\%ls", station, own) < 0 ? ERROR_INSUFFICIENT_BUFFER : 0;
}
