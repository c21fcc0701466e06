#include "token.h"

#include <sddl.h>

#include "sids.h"
#include "spec.h"

#ifndef WRITE_RESTRICTED
#define WRITE_RESTRICTED 0x8
#endif

#define FLAGS (DISABLE_MAX_PRIVILEGE | LUA_TOKEN | WRITE_RESTRICTED)
#define BASE_RIGHTS \
    (TOKEN_DUPLICATE | TOKEN_QUERY | TOKEN_ASSIGN_PRIMARY | TOKEN_ADJUST_DEFAULT | TOKEN_ADJUST_PRIVILEGES)

/* What the command makes without a list of its own, such as pipes, must be open to itself: to its logon session, the one
 * SID that both looks of an access check find. THREAT: Everyone is left out, or each thing that everyone may write would
 * be open to the command. */
static DWORD set_default_list(HANDLE token, PSID logon)
{
    PSID sids[] = {logon, system_sid()};
    if (sids[1] == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    TOKEN_DEFAULT_DACL list = {list_allowing(GENERIC_ALL, sids, 2)};
    if (list.DefaultDacl == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    return SetTokenInformation(token, TokenDefaultDacl, &list, sizeof list) ? 0 : GetLastError();
}

/* Without it a path could only be opened by whoever may look into every directory above. */
static DWORD enable_traverse(HANDLE token)
{
    TOKEN_PRIVILEGES wanted = {.PrivilegeCount = 1};
    wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
    if (!LookupPrivilegeValueW(NULL, SE_CHANGE_NOTIFY_NAME, &wanted.Privileges[0].Luid))
        return GetLastError();
    /* It also succeeds without doing anything; the number tells. */
    (void)AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
    return GetLastError();
}

static DWORD restrict_token(HANDLE base, wchar_t *const *capabilities, DWORD count, PSID logon, HANDLE *token)
{
    SID_AND_ATTRIBUTES restricting[MAX_CAPABILITIES + 1] = {0};
    if (count > MAX_CAPABILITIES)
        return ERROR_BAD_FORMAT;
    for (DWORD at = 0; at < count; at++)
        if (!ConvertStringSidToSidW(capabilities[at], &restricting[at].Sid))
            return GetLastError();
    restricting[count].Sid = logon;
    return CreateRestrictedToken(base, FLAGS, 0, NULL, 0, NULL, count + 1, restricting, token) ? 0 : GetLastError();
}

DWORD make_token(wchar_t *const *capabilities, DWORD count, HANDLE *token)
{
    HANDLE base;
    if (!OpenProcessToken(GetCurrentProcess(), BASE_RIGHTS, &base))
        return GetLastError();
    PSID logon = logon_sid(base);
    DWORD code = logon == NULL ? ERROR_NO_SUCH_LOGON_SESSION : restrict_token(base, capabilities, count, logon, token);
    CloseHandle(base);
    if (code == 0)
        code = set_default_list(*token, logon);
    return code != 0 ? code : enable_traverse(*token);
}
