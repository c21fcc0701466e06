/* Security identifiers, and small access lists of them. What is made here lives as long as the process. */

#pragma once

#include <windows.h>

/* The logon session of a token. NULL when it has none. */
PSID logon_sid(HANDLE token);

/* The user of a token. NULL when there is no memory. */
PSID user_sid(HANDLE token);

/* Shaped like an account of a domain that no machine has: 128 random bits. NULL when there are none. */
PSID random_sid(void);

/* A list that allows every SID all of `rights`. NULL when there is no memory. */
PACL list_allowing(DWORD rights, const PSID *sids, DWORD count);

/* SYSTEM. NULL when there is no memory. */
PSID system_sid(void);
