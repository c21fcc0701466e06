/* The inner stage's own user and mount namespace, in which it may mount and the command may not unmount. */
#ifndef SANDBOX_NAMESPACE_H
#define SANDBOX_NAMESPACE_H

#include <stdbool.h>

/* Enters a new user and mount namespace with the same user and group id. All mounts become private. Without NESTING no
   user namespace can be made below it. */
void enter_own_namespace(bool nesting);

/* No mount namespace can be made below ours from now on. After our own mounts. */
void forbid_mount_namespaces(void);

/* Kill us, and with us the whole sandbox, when bubblewrap's monitor dies. */
void die_with_parent(void);

#endif
