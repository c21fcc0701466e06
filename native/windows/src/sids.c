#define _CRT_RAND_S
#include "sids.h"

#include <stdlib.h>

static void *token_fact(HANDLE token, TOKEN_INFORMATION_CLASS wanted)
{
    DWORD size = 0;
    (void)GetTokenInformation(token, wanted, NULL, 0, &size);
    void *fact = size == 0 ? NULL : malloc(size);
    if (fact != NULL && GetTokenInformation(token, wanted, fact, size, &size))
        return fact;
    free(fact);
    return NULL;
}

static PSID find_logon(const TOKEN_GROUPS *groups)
{
    for (DWORD at = 0; groups != NULL && at < groups->GroupCount; at++)
        if ((groups->Groups[at].Attributes & SE_GROUP_LOGON_ID) == SE_GROUP_LOGON_ID)
            return groups->Groups[at].Sid;
    return NULL;
}

PSID logon_sid(HANDLE token)
{
    PSID found = find_logon(token_fact(token, TokenGroups));
    if (found != NULL)
        return found;
    /* The other half of a token that was split by account control may know it. */
    const TOKEN_LINKED_TOKEN *linked = token_fact(token, TokenLinkedToken);
    return linked == NULL ? NULL : find_logon(token_fact(linked->LinkedToken, TokenGroups));
}

PSID user_sid(HANDLE token)
{
    const TOKEN_USER *user = token_fact(token, TokenUser);
    return user == NULL ? NULL : user->User.Sid;
}

PSID random_sid(void)
{
    SID_IDENTIFIER_AUTHORITY authority = SECURITY_NT_AUTHORITY;
    unsigned int parts[4];
    PSID sid;
    for (size_t at = 0; at < 4; at++)
        if (rand_s(&parts[at]) != 0)
            return NULL;
    return AllocateAndInitializeSid(&authority, 5, SECURITY_NT_NON_UNIQUE, parts[0], parts[1], parts[2], parts[3], 0, 0,
                                    0, &sid)
               ? sid
               : NULL;
}

PACL list_allowing(DWORD rights, const PSID *sids, DWORD count)
{
    DWORD size = sizeof(ACL);
    for (DWORD at = 0; at < count; at++)
        size += (DWORD)sizeof(ACCESS_ALLOWED_ACE) + GetLengthSid(sids[at]);
    PACL list = malloc(size);
    if (list == NULL || !InitializeAcl(list, size, ACL_REVISION))
        return NULL;
    for (DWORD at = 0; at < count; at++)
        if (!AddAccessAllowedAce(list, ACL_REVISION, rights, sids[at]))
            return NULL;
    return list;
}

PSID system_sid(void)
{
    DWORD size = SECURITY_MAX_SID_SIZE;
    PSID sid = malloc(size);
    return sid != NULL && CreateWellKnownSid(WinLocalSystemSid, NULL, sid, &size) ? sid : NULL;
}
