#include "covered.h"

#include "sids.h"
#include "token.h"

/* A SID that nobody has: what it restricts, nobody gets. */
static wchar_t nobody[] = L"S-1-5-21-1-1-1-1";

/* Everyone may do everything, so whatever is refused, the second look has refused. */
static DWORD open_to_everyone(SECURITY_DESCRIPTOR *descriptor)
{
    static BYTE everyone[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof everyone;
    PSID owner = system_sid();
    if (owner == NULL || !CreateWellKnownSid(WinWorldSid, NULL, everyone, &size))
        return ERROR_NOT_ENOUGH_MEMORY;
    PSID sids[] = {everyone};
    PACL list = list_allowing(FILE_ALL_ACCESS, sids, 1);
    if (list == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (!InitializeSecurityDescriptor(descriptor, SECURITY_DESCRIPTOR_REVISION) ||
        !SetSecurityDescriptorDacl(descriptor, TRUE, list, FALSE) ||
        !SetSecurityDescriptorOwner(descriptor, owner, FALSE) || !SetSecurityDescriptorGroup(descriptor, owner, FALSE))
        return GetLastError();
    return 0;
}

static DWORD ask(HANDLE token, SECURITY_DESCRIPTOR *descriptor, DWORD right, BOOL *allowed)
{
    GENERIC_MAPPING mapping = {FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS};
    PRIVILEGE_SET privileges;
    DWORD size = sizeof privileges, granted;
    return AccessCheck(descriptor, token, right, &mapping, &privileges, &size, &granted, allowed) ? 0 : GetLastError();
}

DWORD covered_rights(DWORD *rights)
{
    wchar_t *capabilities[] = {nobody};
    SECURITY_DESCRIPTOR descriptor;
    HANDLE token, asking;
    PSID run = random_sid();
    DWORD code = run == NULL ? ERROR_GEN_FAILURE : make_token(capabilities, 1, run, &token);
    if (code == 0)
        code = open_to_everyone(&descriptor);
    if (code != 0)
        return code;
    if (!DuplicateTokenEx(token, TOKEN_QUERY, NULL, SecurityImpersonation, TokenImpersonation, &asking))
        return GetLastError();
    *rights = 0;
    for (DWORD right = 1; code == 0 && right <= SYNCHRONIZE; right <<= 1) {
        BOOL allowed = TRUE;
        if ((right & FILE_ALL_ACCESS) == 0)
            continue;
        code = ask(asking, &descriptor, right, &allowed);
        if (code == 0 && !allowed)
            *rights |= right;
    }
    CloseHandle(asking);
    CloseHandle(token);
    return code;
}
