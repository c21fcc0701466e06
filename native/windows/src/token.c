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

/* What the command makes without a list of its own, processes, threads, sections, must be open to itself: the first look
 * finds the user, the second the run. Not named pipes: Windows has a default list for those, in which no restricting SID
 * may write, so programs that make one for each stream of a child, as libuv does, fail.
 *
 * THREAT: the logon session, which every run is restricted to, would open each run's processes to all the others. */
static DWORD set_default_list(HANDLE token, PSID run)
{
    PSID sids[] = {user_sid(token), run, system_sid()};
    if (sids[0] == NULL || sids[2] == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    TOKEN_DEFAULT_DACL list = {list_allowing(GENERIC_ALL, sids, 3)};
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

/* The logon session is what Windows itself opens the window station and the console to. THREAT: Everyone and the user are
 * left out, or what everyone may write would be open to the command, or what is the user's. */
static DWORD restrict_token(HANDLE base, wchar_t *const *capabilities, DWORD count, PSID run, HANDLE *token)
{
    SID_AND_ATTRIBUTES restricting[MAX_CAPABILITIES + 2] = {0};
    PSID logon = logon_sid(base);
    if (logon == NULL)
        return ERROR_NO_SUCH_LOGON_SESSION;
    if (count > MAX_CAPABILITIES)
        return ERROR_BAD_FORMAT;
    for (DWORD at = 0; at < count; at++)
        if (!ConvertStringSidToSidW(capabilities[at], &restricting[at].Sid))
            return GetLastError();
    restricting[count].Sid = run;
    restricting[count + 1].Sid = logon;
    return CreateRestrictedToken(base, FLAGS, 0, NULL, 0, NULL, count + 2, restricting, token) ? 0 : GetLastError();
}

DWORD make_token(wchar_t *const *capabilities, DWORD count, PSID run, HANDLE *token)
{
    HANDLE base;
    if (!OpenProcessToken(GetCurrentProcess(), BASE_RIGHTS, &base))
        return GetLastError();
    DWORD code = restrict_token(base, capabilities, count, run, token);
    CloseHandle(base);
    if (code == 0)
        code = set_default_list(*token, run);
    return code != 0 ? code : enable_traverse(*token);
}
