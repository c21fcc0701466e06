/* The system calls that the C libraries lack or declare differently. Each returns -1 with errno on failure. */
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DETACH = 2 };

static int open_resolving(int directory, const char *path, unsigned long long flags, unsigned long long resolve) {
  struct open_how how;
  memset(&how, 0, sizeof how);
  how.flags = flags | O_CLOEXEC;
  how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
  long descriptor;
  do descriptor = syscall(SYS_openat2, directory, path, &how, sizeof how);
  while (descriptor < 0 && errno == EINTR);
  return (int)descriptor;
}

static int open_without_links(const char *path, unsigned long long flags) {
  return open_resolving(AT_FDCWD, path, flags | O_NOFOLLOW, RESOLVE_NO_SYMLINKS);
}

int open_unfollowed(const char *path) { return open_without_links(path, O_PATH); }

int open_without_magic(int directory, const char *name) { return open_resolving(directory, name, O_PATH, 0); }

int open_for_reading(const char *path) { return open_without_links(path, O_RDONLY | O_NOCTTY | O_NONBLOCK); }

int clone_mount(int descriptor, unsigned flags) {
  return (int)syscall(SYS_open_tree, descriptor, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | flags);
}

int attach_mount(int mount, int target) {
  return (int)syscall(SYS_move_mount, mount, "", target, "",
                      MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

int set_mount_attributes(int descriptor, uint64_t attributes, unsigned flags) {
  struct mount_attr change;
  memset(&change, 0, sizeof change);
  change.attr_set = attributes;
  return (int)syscall(SYS_mount_setattr, descriptor, "", AT_EMPTY_PATH | flags, &change, sizeof change);
}

static int configure_tmpfs(int context, const char *mode) {
  if (syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "mode", mode, 0) != 0) return -1;
  if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) != 0) return -1;
  return (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC,
                      MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
}

int new_tmpfs(const char *mode) {
  const int context = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
  if (context < 0) return -1;
  const int mount = configure_tmpfs(context, mode);
  const int error = errno;
  if (close(context) != 0 && mount >= 0) return -1;
  errno = error;
  return mount;
}

int make_mounts_private(void) { return (int)syscall(SYS_mount, "none", "/", NULL, MS_REC | MS_PRIVATE, NULL); }

int detach_working_directory(void) { return (int)syscall(SYS_umount2, ".", DETACH); }

bool is_mount_root(int descriptor) {
  struct statx info;
  memset(&info, 0, sizeof info);
  if (syscall(SYS_statx, descriptor, "", AT_EMPTY_PATH, 0, &info) != 0) return errno == ENOSYS;
  const bool is_told = (info.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
  return !is_told || (info.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}
