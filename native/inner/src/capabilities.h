/* Proves that the stage starts and ends without privilege. */
#ifndef SANDBOX_CAPABILITIES_H
#define SANDBOX_CAPABILITIES_H

#include <stdbool.h>

/* Fails the set-up when a capability is held. User 0 may hold CAP_SETFCAP: the kernel (5.12) wants it for mapping
   user 0 into another namespace. Sets no_new_privs when it is not set. Returns true when CAP_SETFCAP is held. */
bool require_no_privilege(void);

/* Empties every capability set, the bounding set included, locks the secure bits so that user 0 gains nothing
   from executing a file, and proves it. IN_OWN_NAMESPACE: whether there is the right to empty the bounding set. */
void drop_all_privilege(bool in_own_namespace);

/* Where nobody dropped anything before us: sets no_new_privs, empties every set but, where there is no right to,
   the bounding one, and proves it. */
void give_up_privilege(void);

#endif
