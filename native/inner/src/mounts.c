/* Performs the mount operations of the spec, in order, each through descriptors that followed no link. */
#include "mounts.h"
#include "failure.h"
#include "hole.h"
#include "placeholders.h"
#include "system.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *name_of(enum operation_kind kind) {
  switch (kind) {
    case OPERATION_PIN: return "pin";
    case OPERATION_PIN_LINK: return "pin the link";
    case OPERATION_ATTACH: return "attach";
    case OPERATION_READONLY: return "make read-only";
    case OPERATION_HIDE: return "hide";
    case OPERATION_GUARD: return "guard";
    case OPERATION_HOLE: return "cover";
    case OPERATION_EXPECT: return "find what was planned at";
  }
  return "mount";
}

/* True when the deepest directory of PATH that we reach belongs to somebody else: what we cannot look up there,
   the command cannot either. Its own directory it could open with chmod. */
static bool is_closed_by_another_user(const char *path) {
  char prefix[PATH_MAX];
  struct stat info;
  bool foreign = false;
  for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    const size_t length = (size_t)(slash - path);
    if (length >= sizeof prefix) return false;
    memcpy(prefix, path, length);
    prefix[length] = '\0';
    const int directory = open_unfollowed(prefix);
    if (directory < 0) break;
    foreign = fstat(directory, &info) == 0 && info.st_uid != geteuid();
    if (close(directory) != 0) return false;
  }
  errno = EACCES;
  return foreign;
}

/* THREAT: a directory of the path is replaced by a link while we work. The kernel refuses it (ELOOP). */
static int open_target(const struct operation *operation) {
  const int target = open_unfollowed(operation->path);
  if (target >= 0) return target;
  if (operation->if_present && (errno == ENOENT || errno == ENOTDIR)) return -1;
  if (operation->kind == OPERATION_HIDE && errno == EACCES && is_closed_by_another_user(operation->path)) return -1;
  const char *const name = name_of(operation->kind);
  if (errno == ELOOP) setup_failed("cannot %s %s: a part of the path is a symbolic link", name, operation->path);
  setup_failed_errno("cannot %s %s", name, operation->path);
}

static mode_t kind_of_file(int target, const struct operation *operation) {
  struct stat info;
  if (fstat(target, &info) != 0) setup_failed_errno("cannot look at %s", operation->path);
  return info.st_mode & S_IFMT;
}

static void require_kind(mode_t kind, const struct operation *operation) {
  const char *const name = name_of(operation->kind);
  const bool is_link = S_ISLNK(kind);
  if (operation->kind == OPERATION_PIN_LINK) {
    if (!is_link) setup_failed("cannot %s %s: it is not a symbolic link", name, operation->path);
    return;
  }
  if (is_link) setup_failed("cannot %s %s: it is a symbolic link", name, operation->path);
  const bool wants_directory = operation->kind == OPERATION_PIN || operation->kind == OPERATION_GUARD ||
                               operation->kind == OPERATION_HOLE;
  if (wants_directory && !S_ISDIR(kind)) setup_failed("cannot %s %s: it is not a directory", name, operation->path);
}

/* The mount as it is now, with everything below it, read-only. */
static int clone_read_only(int target) {
  const int clone = clone_mount(target, AT_RECURSIVE);
  if (clone < 0 || set_mount_attributes(clone, MOUNT_ATTR_RDONLY, AT_RECURSIVE) == 0) return clone;
  const int error = errno;
  (void)close(clone);
  errno = error;
  return -1;
}

/* The detached mount that covers TARGET; -1 with errno on failure. */
static int make_cover(const struct spec *spec, const struct operation *operation, int target, mode_t kind) {
  switch (operation->kind) {
    case OPERATION_ATTACH: return operation->prepared;
    case OPERATION_READONLY: return clone_read_only(target);
    case OPERATION_PIN_LINK: return clone_mount(target, 0);
    case OPERATION_HIDE: return clone_placeholder(S_ISDIR(kind) ? PLACEHOLDER_DIRECTORY : PLACEHOLDER_FILE);
    case OPERATION_PIN:
    case OPERATION_GUARD: return clone_placeholder(PLACEHOLDER_EMPTY_DIRECTORY);
    case OPERATION_HOLE: return make_hole(spec, operation);
    case OPERATION_EXPECT: break;
  }
  errno = EINVAL;
  return -1;
}

static void attach_cover(const struct operation *operation, int cover, int target) {
  if (cover < 0 || attach_mount(cover, target) != 0)
    setup_failed_errno("cannot %s %s", name_of(operation->kind), operation->path);
  if (close(cover) != 0 || close(target) != 0) setup_failed_errno("cannot close %s", operation->path);
}

static void perform(const struct spec *spec, const struct operation *operation) {
  const bool is_pin = operation->kind == OPERATION_PIN;
  const int target = is_pin ? operation->prepared : open_target(operation);
  if (target < 0) return;
  const mode_t kind = kind_of_file(target, operation);
  require_kind(kind, operation);
  attach_cover(operation, make_cover(spec, operation, target, kind), target);
}

static int take_clone(const struct operation *operation) {
  const int source = open_target(operation);
  require_kind(kind_of_file(source, operation), operation);
  const int clone = operation->read_only ? clone_read_only(source) : clone_mount(source, AT_RECURSIVE);
  if (clone < 0) setup_failed_errno("cannot attach %s", operation->path);
  if (close(source) != 0) setup_failed_errno("cannot close %s", operation->path);
  return clone;
}

/* INVARIANT: done before the first operation. So a reopened path shows what lies below the masks, and a pin
   finds its directory although the pin of a parent covers it by then. */
static void prepare(struct spec *spec) {
  for (size_t i = 0; i < spec->operation_count; i++) {
    struct operation *const operation = &spec->operations[i];
    if (operation->kind == OPERATION_PIN) operation->prepared = open_target(operation);
    if (operation->kind == OPERATION_ATTACH) operation->prepared = take_clone(operation);
  }
}

bool mounts_anything(const struct spec *spec) {
  for (size_t i = 0; i < spec->operation_count; i++)
    if (spec->operations[i].kind != OPERATION_EXPECT) return true;
  return false;
}

/* THREAT: the launcher follows links in what it binds and where. Somebody who swaps a directory for a link just then
   makes it open another place. That shows in the inode, or in the path not being a mount. */
static void check_expectation(const struct operation *operation) {
  const int target = open_target(operation);
  struct stat info;
  if (fstat(target, &info) != 0) setup_failed_errno("cannot look at %s", operation->path);
  if (info.st_dev != operation->device || info.st_ino != operation->inode || !is_mount_root(target))
    setup_failed("%s was replaced while the sandbox was set up", operation->path);
  if (close(target) != 0) setup_failed_errno("cannot close %s", operation->path);
}

void check_expectations(const struct spec *spec) {
  for (size_t i = 0; i < spec->operation_count; i++)
    if (spec->operations[i].kind == OPERATION_EXPECT) check_expectation(&spec->operations[i]);
}

void perform_mounts(struct spec *spec) {
  prepare(spec);
  make_placeholders();
  for (size_t i = 0; i < spec->operation_count; i++)
    if (spec->operations[i].kind != OPERATION_EXPECT) perform(spec, &spec->operations[i]);
  release_placeholders();
}
