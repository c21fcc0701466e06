/* What this kernel can do, tried by system calls that Node does not offer. Prints one line of JSON: 0 is success, else errno. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The headers of the host that compiles this may be older than the kernel that is asked. One number for all architectures. */
enum {
  CALL_open_tree = 428,
  CALL_move_mount = 429,
  CALL_close_range = 436,
  CALL_openat2 = 437,
  CALL_mount_setattr = 442,
  CALL_landlock_create_ruleset = 444,
  CALL_landlock_restrict_self = 446,
};

enum {
  ASK_LANDLOCK_ABI = 1,
  ASK_LANDLOCK_ERRATA = 2,
  WRITE_FILE = 1 << 1,
  CLONE_TREE = 1,
  RECURSIVE = 0x8000,
  NO_PATH = 0x1000,
  FROM_DESCRIPTOR = 4,
  MAKE_READ_ONLY = 1,
  CLOSE_ON_EXEC = 4,
};

struct mount_attributes {
  uint64_t set;
  uint64_t clear;
  uint64_t propagation;
  uint64_t userns_fd;
};

struct open_rule {
  uint64_t flags;
  uint64_t mode;
  uint64_t resolve;
};

static int outcome(long result) { return result < 0 ? errno : 0; }

static int write_file(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno;
  int error = outcome(write(file, text, strlen(text)));
  close(file);
  return error;
}

static int use_seccomp_filter(void) {
  struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {.len = 1, .filter = &allow};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  return outcome(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}

/* Refuses every write of this process, then tries one. */
static int hold_by_landlock(void) {
  uint64_t handled = WRITE_FILE;
  int rules = (int)syscall(CALL_landlock_create_ruleset, &handled, sizeof handled, 0);
  if (rules < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  if (syscall(CALL_landlock_restrict_self, rules, 0) != 0) return errno;
  if (open("/dev/null", O_WRONLY | O_CLOEXEC) >= 0) return ENOTRECOVERABLE;
  return errno == EACCES ? 0 : errno;
}

static int make_user_namespace(void) { return outcome(unshare(CLONE_NEWUSER)); }

/* A namespace may be granted and yet be worth nothing, as under AppArmor on Ubuntu: mapping shows it. */
static int map_user(void) {
  char users[32], groups[32];
  snprintf(users, sizeof users, "0 %u 1\n", (unsigned)getuid());
  snprintf(groups, sizeof groups, "0 %u 1\n", (unsigned)getgid());
  int error = make_user_namespace();
  if (error == 0) error = write_file("/proc/self/uid_map", users);
  if (error == 0) error = write_file("/proc/self/setgroups", "deny");
  return error != 0 ? error : write_file("/proc/self/gid_map", groups);
}

static int make_nested_namespaces(void) {
  int error = map_user();
  return error != 0 ? error : outcome(unshare(CLONE_NEWUSER | CLONE_NEWNS));
}

static int clone_tree(int *tree) {
  int error = map_user();
  if (error == 0) error = outcome(unshare(CLONE_NEWNS));
  if (error != 0) return error;
  *tree = (int)syscall(CALL_open_tree, AT_FDCWD, "/etc", CLONE_TREE | RECURSIVE);
  return outcome(*tree);
}

static int use_open_tree(void) {
  int tree = -1;
  int error = clone_tree(&tree);
  return error != 0 ? error : outcome(syscall(CALL_move_mount, tree, "", AT_FDCWD, "/etc", FROM_DESCRIPTOR));
}

static int use_mount_setattr(void) {
  int tree = -1;
  struct mount_attributes read_only = {.set = MAKE_READ_ONLY};
  int error = clone_tree(&tree);
  if (error != 0) return error;
  return outcome(syscall(CALL_mount_setattr, tree, "", NO_PATH | RECURSIVE, &read_only, sizeof read_only));
}

static int use_openat2(void) {
  struct open_rule rule = {.flags = O_PATH | O_CLOEXEC};
  return outcome(syscall(CALL_openat2, AT_FDCWD, "/", &rule, sizeof rule));
}

static int use_close_range(void) { return outcome(syscall(CALL_close_range, 64U, 128U, CLOSE_ON_EXEC)); }

/* Each attempt changes its process for good, so each has one of its own. */
static int attempt(int (*call)(void)) {
  int status = 0;
  pid_t child = fork();
  if (child == 0) _exit(call());
  if (child < 0 || waitpid(child, &status, 0) != child) return errno;
  return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

static long landlock(unsigned question) {
  long answer = syscall(CALL_landlock_create_ruleset, NULL, 0, question);
  return answer < 0 ? -errno : answer;
}

/* Which sockets are there: asked for those of the file system. */
static int list_sockets(void) {
  const struct {
    struct nlmsghdr header;
    struct unix_diag_req request;
  } question = {
      .header = {.nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      .request = {.sdiag_family = AF_UNIX, .udiag_states = ~0U},
  };
  struct {
    struct nlmsghdr header;
    struct nlmsgerr error;
    char rest[4096];
  } answer = {0};
  int diagnosis = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (diagnosis < 0) return errno;
  if (send(diagnosis, &question, sizeof question, 0) < 0 || recv(diagnosis, &answer, sizeof answer, 0) < 0) return errno;
  return answer.header.nlmsg_type == NLMSG_ERROR ? -answer.error.error : 0;
}

int main(void) {
  const struct {
    const char *name;
    int (*call)(void);
  } attempts[] = {
      {"landlockHolds", hold_by_landlock},
      {"seccompFilter", use_seccomp_filter},
      {"userNamespace", make_user_namespace},
      {"userMap", map_user},
      {"nestedUserNamespace", make_nested_namespaces},
      {"openTree", use_open_tree},
      {"mountSetattr", use_mount_setattr},
      {"openat2", use_openat2},
      {"closeRange", use_close_range},
      {"unixDiag", list_sockets},
  };
  printf("{\"landlock\":%ld,\"landlockErrata\":%ld", landlock(ASK_LANDLOCK_ABI), landlock(ASK_LANDLOCK_ERRATA));
  fflush(stdout);
  for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
    printf(",\"%s\":%d", attempts[i].name, attempt(attempts[i].call));
    fflush(stdout);
  }
  printf("}\n");
  return fflush(stdout) == 0 ? 0 : 1;
}
