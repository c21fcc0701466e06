/* What denied paths are covered with: one unreadable file, one unreadable directory, one empty directory.

   Before Linux 6.15 only an attached mount can be cloned, so the tmpfs is attached over "/". There it
   disturbs nobody: our own root stays the mount below it, and absolute paths start from that root. It is
   reached through the working directory only, and detached through it afterwards. */
#include "placeholders.h"
#include "failure.h"
#include "system.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

struct template {
  const char *name;
  mode_t mode;
  int open_flags;
};

static const struct template templates[] = {
    [PLACEHOLDER_FILE] = {"file", 0, O_NOFOLLOW},
    [PLACEHOLDER_DIRECTORY] = {"directory", 0, O_NOFOLLOW | O_DIRECTORY},
    [PLACEHOLDER_EMPTY_DIRECTORY] = {"empty", 0555, O_NOFOLLOW | O_DIRECTORY},
};

enum { PLACEHOLDERS = sizeof templates / sizeof templates[0] };

static int descriptors[PLACEHOLDERS] = {-1, -1, -1};

static bool make_one(int mount, const struct template *template) {
  if ((template->open_flags & O_DIRECTORY) != 0)
    return mkdirat(mount, template->name, 0700) == 0 && fchmodat(mount, template->name, template->mode, 0) == 0;
  const int flags = O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW;
  const int file = openat(mount, template->name, flags, template->mode);
  return file >= 0 && close(file) == 0;
}

static void attach_over_root(int mount) {
  const int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0 || attach_mount(mount, root) != 0 || close(root) != 0)
    setup_failed_errno("cannot attach the placeholders");
  if (fchdir(mount) != 0 || close(mount) != 0) setup_failed_errno("cannot enter the placeholders");
}

void make_placeholders(void) {
  const int mount = new_tmpfs("0700");
  if (mount < 0) setup_failed_errno("cannot create a private tmpfs");
  for (size_t i = 0; i < PLACEHOLDERS; i++)
    if (!make_one(mount, &templates[i])) setup_failed_errno("cannot create the placeholder %s", templates[i].name);
  if (set_mount_attributes(mount, MOUNT_ATTR_RDONLY, 0) != 0) setup_failed_errno("cannot freeze the placeholders");
  attach_over_root(mount);
  for (size_t i = 0; i < PLACEHOLDERS; i++) {
    descriptors[i] = open(templates[i].name, O_PATH | O_CLOEXEC | templates[i].open_flags);
    if (descriptors[i] < 0) setup_failed_errno("cannot open the placeholder %s", templates[i].name);
  }
}

int clone_placeholder(enum placeholder which) { return clone_mount(descriptors[which], 0); }

void release_placeholders(void) {
  for (size_t i = 0; i < PLACEHOLDERS; i++)
    if (close(descriptors[i]) != 0) setup_failed_errno("cannot close a placeholder");
  if (detach_working_directory() != 0) setup_failed_errno("cannot detach the placeholders");
  if (chdir("/") != 0) setup_failed_errno("cannot enter /");
}
