/* Leaves the caller's keys behind. */
#ifndef SANDBOX_KEYRING_H
#define SANDBOX_KEYRING_H

/* Joins a new, empty session keyring. Fails the set-up when it cannot and keys could be reached. */
void leave_session_keyring(void);

#endif
