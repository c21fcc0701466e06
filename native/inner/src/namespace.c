/* The inner stage's own user and mount namespace, in which it may mount and the command may not unmount. */
#include "namespace.h"
#include "failure.h"
#include "system.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static int mount_limit = -1;

static void write_to_proc(const char *path, const char *text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) setup_failed_errno("cannot open %s", path);
  const ssize_t length = (ssize_t)strlen(text);
  if (write(file, text, (size_t)length) != length) setup_failed_errno("cannot write %s", path);
  if (close(file) != 0) setup_failed_errno("cannot close %s", path);
}

static void map_one_id(const char *path, unsigned id) {
  char line[64];
  if (snprintf(line, sizeof line, "%u %u 1\n", id, id) < 0) setup_failed("cannot format an id");
  write_to_proc(path, line);
}

void enter_own_namespace(bool nesting) {
  const unsigned user = geteuid();
  const unsigned group = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
    setup_failed_errno("cannot create a user and mount namespace inside the sandbox");
  write_to_proc("/proc/self/setgroups", "deny");
  map_one_id("/proc/self/uid_map", user);
  map_one_id("/proc/self/gid_map", group);
  if (make_mounts_private() != 0) setup_failed_errno("cannot make the mounts private");
  /* THREAT: in a user and mount namespace of its own the command could leave our mounts behind, and the kernel would
     let it rename there what is pinned here. The limits count for every namespace below ours, and only a
     capability in ours, which we give up, could raise them. */
  if (!nesting) write_to_proc("/proc/sys/user/max_user_namespaces", "0");
  /* Written later, because the clone of a mount counts as a namespace too; opened now, because we close the tree. */
  mount_limit = open("/proc/sys/user/max_mnt_namespaces", O_WRONLY | O_CLOEXEC);
  if (mount_limit < 0) setup_failed_errno("cannot open the limit of mount namespaces");
}

void forbid_mount_namespaces(void) {
  const ssize_t written = write(mount_limit, "0", 1);
  if (written != 1 || close(mount_limit) != 0) setup_failed_errno("cannot forbid mount namespaces");
}

/* bubblewrap has set this already (--die-with-parent) and the kernel keeps it over the unshare, because our
   new namespace belongs to the same user, and over the loss of capabilities. So the order is never off, and
   a parent that died before is noticed. Setting it again covers a bubblewrap that was told otherwise. */
void die_with_parent(void) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) setup_failed_errno("cannot tie the sandbox to its parent");
}
