/* Landlock by direct system calls. The names and layouts are the kernel's; no header of it is needed, because those
   that distributions ship are older than the kernels they meet. */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same numbers on every architecture. */
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446, OPENAT2 = 437 };
enum { ASK_VERSION = 1, PATH_BENEATH = 1, NET_PORT = 2 };

enum {
  FS_EXECUTE = 1 << 0,
  FS_WRITE_FILE = 1 << 1,
  FS_READ_FILE = 1 << 2,
  FS_TRUNCATE = 1 << 14,
  FS_IOCTL_DEV = 1 << 15,
  FS_RESOLVE_UNIX = 1 << 16,
  /* The only ones that the kernel takes for what is not a directory. */
  FS_OF_FILES = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV | FS_RESOLVE_UNIX,
};

struct ruleset_attributes {
  uint64_t handled_fs;
  uint64_t handled_net;
  uint64_t scoped;
};

struct path_attributes {
  uint64_t access;
  int32_t parent;
} __attribute__((packed));

struct port_attributes {
  uint64_t access;
  uint64_t port;
};

/* What each version can close, by its number. */
static const struct ruleset_attributes known[] = {
    {0, 0, 0},      {0x1fff, 0, 0}, {0x3fff, 0, 0}, {0x7fff, 0, 0}, {0x7fff, 3, 0},
    {0xffff, 3, 0}, {0xffff, 3, 3}, {0xffff, 3, 3}, {0xffff, 3, 3}, {0x1ffff, 3, 3},
};

static int fail(struct landlock_failure *failure, const char *what, const char *subject) {
  *failure = (struct landlock_failure){what, subject, errno};
  return -1;
}

int landlock_abi(void) {
  const long version = syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);
  return version > 0 ? (int)version : 0;
}

/* A version that we do not know yet is left to the kernel, which refuses bits that it does not know. */
static bool can_close(int abi, const struct landlock_plan *plan) {
  if ((size_t)abi >= sizeof known / sizeof known[0]) return true;
  return (plan->handled_fs & ~known[abi].handled_fs) == 0 && (plan->handled_net & ~known[abi].handled_net) == 0 &&
         (plan->scoped & ~known[abi].scoped) == 0;
}

/* A link at the end is opened itself. */
static int open_place(const char *path) {
  /* struct open_how: flags, mode, RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS. */
  const uint64_t how[3] = {O_PATH | O_NOFOLLOW | O_CLOEXEC, 0, 0x02 | 0x04};
  long descriptor;
  do descriptor = syscall(OPENAT2, AT_FDCWD, path, how, sizeof how);
  while (descriptor < 0 && errno == EINTR);
  return (int)descriptor;
}

static bool is_out_of_reach(int error) {
  return error == ENOENT || error == ENOTDIR || error == ELOOP || error == EACCES;
}

static bool let_through(int ruleset, int place, uint64_t access) {
  /* The kernel takes no rule that gives nothing. */
  if (access == 0) return true;
  const struct path_attributes rule = {.access = access, .parent = place};
  return syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0) == 0;
}

static bool add_opened(int ruleset, int place, const struct landlock_rule *rule) {
  struct stat info;
  if (fstat(place, &info) != 0) return false;
  errno = ELOOP;
  if (S_ISLNK(info.st_mode)) return rule->if_present;
  return let_through(ruleset, place, S_ISDIR(info.st_mode) ? rule->access : rule->access & FS_OF_FILES);
}

static bool add_path(int ruleset, const struct landlock_rule *rule) {
  const int place = open_place(rule->path);
  if (place < 0) return rule->if_present && is_out_of_reach(errno);
  const bool added = add_opened(ruleset, place, rule);
  const int error = errno;
  if (close(place) != 0) return false;
  errno = error;
  return added;
}

static bool add_port(int ruleset, const struct landlock_rule *rule) {
  const struct port_attributes attributes = {.access = rule->access, .port = rule->port};
  return syscall(ADD_RULE, ruleset, NET_PORT, &attributes, 0) == 0;
}

/* What a stream that is open like this can be opened for again. Appending does not include to cut off. */
static uint64_t access_of_stream(int flags, mode_t mode) {
  const int direction = flags & O_ACCMODE;
  uint64_t access = 0;
  if (direction != O_WRONLY) access |= FS_READ_FILE;
  if (direction != O_RDONLY) access |= FS_WRITE_FILE;
  if (direction != O_RDONLY && (flags & O_APPEND) == 0) access |= FS_TRUNCATE;
  if (S_ISCHR(mode)) access |= FS_IOCTL_DEV;
  return access;
}

/* Pipes, sockets and files without a name are nowhere, so rules are neither possible (EBADFD) nor needed. */
static bool add_stream(int ruleset, int stream, uint64_t handled) {
  struct stat info;
  const int flags = fcntl(stream, F_GETFL);
  if (flags < 0 || fstat(stream, &info) != 0) return false;
  if ((flags & O_PATH) != 0 || S_ISDIR(info.st_mode) || S_ISSOCK(info.st_mode)) return true;
  return let_through(ruleset, stream, access_of_stream(flags, info.st_mode) & handled) || errno == EBADFD;
}

static int add_rules(int ruleset, const struct landlock_plan *plan, struct landlock_failure *failure) {
  for (size_t i = 0; i < plan->rule_count; i++) {
    const struct landlock_rule *const rule = &plan->rules[i];
    if (rule->path == NULL && !add_port(ruleset, rule)) return fail(failure, "leave a TCP port open", NULL);
    if (rule->path != NULL && !add_path(ruleset, rule)) return fail(failure, "leave open", rule->path);
  }
  for (int stream = STDIN_FILENO; plan->streams && stream <= STDERR_FILENO; stream++)
    if (!add_stream(ruleset, stream, plan->handled_fs)) return fail(failure, "leave the standard streams open", NULL);
  return ruleset;
}

int make_ruleset(const struct landlock_plan *plan, struct landlock_failure *failure) {
  const int abi = landlock_abi();
  if (abi == 0) return fail(failure, "use Landlock", NULL);
  errno = EOPNOTSUPP;
  if (!can_close(abi, plan)) return fail(failure, "close with this kernel's Landlock what the spec wants closed", NULL);
  const struct ruleset_attributes attributes = {plan->handled_fs, plan->handled_net, plan->scoped};
  const int ruleset = (int)syscall(CREATE_RULESET, &attributes, sizeof attributes, 0);
  if (ruleset < 0) return fail(failure, "create a Landlock ruleset", NULL);
  if (add_rules(ruleset, plan, failure) == ruleset) return ruleset;
  (void)close(ruleset);
  return -1;
}

bool enter_ruleset(int ruleset) { return syscall(RESTRICT_SELF, ruleset, 0) == 0; }
