/* A hole: a directory that can be passed through but not listed, and that holds only mount points. */
#include "hole.h"
#include "failure.h"
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRAVERSE_ONLY = 0111 };

static bool make_directory(int mount, const char *relative) {
  if (mkdirat(mount, relative, TRAVERSE_ONLY) != 0) return errno == EEXIST;
  return fchmodat(mount, relative, TRAVERSE_ONLY, 0) == 0;
}

static bool make_parents(int mount, const char *relative) {
  char prefix[PATH_MAX];
  for (const char *slash = strchr(relative, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    const size_t length = (size_t)(slash - relative);
    memcpy(prefix, relative, length);
    prefix[length] = '\0';
    if (!make_directory(mount, prefix)) return false;
  }
  return true;
}

static bool make_file(int mount, const char *relative) {
  const int file = openat(mount, relative, O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  return file >= 0 && close(file) == 0;
}

static bool make_entry(int mount, const struct hole_entry *entry) {
  if (!make_parents(mount, entry->relative)) return false;
  return entry->directory ? make_directory(mount, entry->relative) : make_file(mount, entry->relative);
}

int make_hole(const struct spec *spec, const struct operation *operation) {
  const int mount = new_tmpfs("0111");
  if (mount < 0) setup_failed_errno("cannot create a tmpfs for %s", operation->path);
  for (size_t i = 0; i < operation->entry_count; i++) {
    const struct hole_entry *const entry = &spec->entries[operation->first_entry + i];
    if (!make_entry(mount, entry))
      setup_failed_errno("cannot create the mount point %s in %s", entry->relative, operation->path);
  }
  if (set_mount_attributes(mount, MOUNT_ATTR_RDONLY, 0) != 0) setup_failed_errno("cannot freeze %s", operation->path);
  return mount;
}
