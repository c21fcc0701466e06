/* What a command inside the sandbox can do: performs the attempts given as arguments, separated by ",", and
   prints for each the number of its errno (0 when it worked), or what it read. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int close_quietly(int descriptor) { return descriptor < 0 ? -1 : close(descriptor); }

#include "probe-given.h"
#include "probe-reach.h"

static int try_open(char **word) { return close_quietly(open(word[1], O_RDONLY)); }
static int try_list(char **word) { return close_quietly(open(word[1], O_RDONLY | O_DIRECTORY)); }
static int try_write(char **word) { return close_quietly(open(word[1], O_WRONLY)); }
static int try_create(char **word) { return close_quietly(open(word[1], O_CREAT | O_EXCL | O_WRONLY, 0600)); }
static int try_chmod(char **word) { return chmod(word[1], 0777); }
static int try_unlink(char **word) { return unlink(word[1]); }
static int try_rmdir(char **word) { return rmdir(word[1]); }
static int try_mkdir(char **word) { return mkdir(word[1], 0700); }
static int try_rename(char **word) { return rename(word[1], word[2]); }
static int try_link(char **word) { return link(word[1], word[2]); }
static int try_symlink(char **word) { return symlink(word[1], word[2]); }
static int try_umount(char **word) { return umount2(word[1], UMOUNT_NOFOLLOW); }
static int try_detach(char **word) { return umount2(word[1], MNT_DETACH | UMOUNT_NOFOLLOW); }
static int try_bind(char **word) { return mount(word[1], word[2], NULL, MS_BIND, NULL); }
static int try_move(char **word) { return mount(word[1], word[2], NULL, MS_MOVE, NULL); }
static int try_writable(char **word) { return mount(NULL, word[1], NULL, MS_REMOUNT | MS_BIND, NULL); }
static int try_trace(char **word) { return (int)ptrace(PTRACE_ATTACH, atoi(word[1]), NULL, NULL); }
static int try_root(char **word) { return chroot(word[1]); }
static int try_raise(char **word) { return prctl(PR_CAPBSET_READ, atoi(word[1]), 0, 0, 0) == 0 ? 0 : -1; }

static int write_text(const char *path, const char *text) {
  const int file = open(path, O_WRONLY);
  if (file < 0) return -1;
  const ssize_t length = (ssize_t)strlen(text);
  const int result = write(file, text, (size_t)length) == length ? 0 : -1;
  return close(file) == 0 ? result : -1;
}

/* Become root of a user and mount namespace nested in the sandbox's. */
static int try_nest(char **word) {
  (void)word;
  char line[32];
  const unsigned user = geteuid();
  const unsigned group = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0 || write_text("/proc/self/setgroups", "deny") != 0) return -1;
  snprintf(line, sizeof line, "0 %u 1\n", group);
  if (write_text("/proc/self/gid_map", line) != 0) return -1;
  snprintf(line, sizeof line, "0 %u 1\n", user);
  return write_text("/proc/self/uid_map", line);
}

static int try_inject(char **word) {
  const unsigned long request = strtoul(word[1], NULL, 16);
  char byte = 'x';
  return (int)syscall(SYS_ioctl, 0, request, &byte);
}

static int try_read(char **word) {
  char text[4096];
  const int file = open(word[1], O_RDONLY);
  if (file < 0) return -1;
  const ssize_t length = read(file, text, sizeof text - 1);
  if (length < 0) return -1;
  text[length] = '\0';
  printf("%s", text);
  return close(file);
}

static int try_descriptors(char **word) {
  (void)word;
  for (int descriptor = 0; descriptor < 1024; descriptor++)
    if (fcntl(descriptor, F_GETFD) >= 0) printf("%d ", descriptor);
  return 0;
}

static int try_ignored(char **word) {
  (void)word;
  struct sigaction action;
  for (int number = 1; number < 32; number++)
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN) printf("%d ", number);
  sigset_t blocked;
  if (sigprocmask(SIG_SETMASK, NULL, &blocked) != 0) return -1;
  for (int number = 1; number < 32; number++)
    if (sigismember(&blocked, number) == 1) printf("blocked:%d ", number);
  return 0;
}

static int try_limit(char **word) {
  (void)word;
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
  printf("%lu", (unsigned long)limit.rlim_cur);
  return 0;
}

/* "soft hard" of a resource; "-" where it is unlimited. */
static int try_resource(char **word) {
  static const struct {
    const char *name;
    int resource;
  } known[] = {{"memory", RLIMIT_DATA}, {"processes", RLIMIT_NPROC}, {"files", RLIMIT_FSIZE},
               {"cpu", RLIMIT_CPU},     {"core", RLIMIT_CORE}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    struct rlimit limit;
    if (strcmp(known[i].name, word[1]) != 0) continue;
    if (getrlimit(known[i].resource, &limit) != 0) return -1;
    for (int hard = 0; hard < 2; hard++) {
      const rlim_t value = hard ? limit.rlim_max : limit.rlim_cur;
      if (value == RLIM_INFINITY) printf("- ");
      else printf("%llu ", (unsigned long long)value);
    }
    return 0;
  }
  return -1;
}

static int map_private(char **word, int protection) {
  void *const memory = mmap(NULL, strtoul(word[1], NULL, 10), protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? -1 : 0;
}

static int try_allocate(char **word) { return map_private(word, PROT_READ | PROT_WRITE); }
static int try_reserve(char **word) { return map_private(word, PROT_NONE); }

/* Makes up to this many children that wait, prints how many there were, and ends them. */
static int try_fork(char **word) {
  pid_t children[1024];
  int count = 0;
  for (; count < atoi(word[1]); count++) {
    children[count] = fork();
    if (children[count] == 0) for (;;) pause();
    if (children[count] < 0) break;
  }
  const int error = errno;
  for (int i = 0; i < count; i++)
    if (kill(children[i], SIGKILL) != 0 || waitpid(children[i], NULL, 0) < 0) return -1;
  printf("%d", count);
  errno = error;
  return 0;
}

/* Grows the file to this size, by its last byte. */
static int try_grow(char **word) {
  const int file = open(word[1], O_WRONLY | O_CREAT, 0600);
  if (file < 0) return -1;
  const int result = pwrite(file, "", 1, atol(word[2]) - 1) == 1 ? 0 : -1;
  const int error = errno;
  close(file);
  errno = error;
  return result;
}

static int try_ignore(char **word) { return signal(atoi(word[1]), SIG_IGN) == SIG_ERR ? -1 : 0; }

static int try_burn(char **word) {
  (void)word;
  for (volatile unsigned long turns = 0;; turns++) continue;
}

/* Is a key of this name to be found from here? */
static int try_key(char **word) {
  return syscall(SYS_request_key, "user", word[1], NULL, 0) < 0 ? -1 : 0;
}

static int try_keep_key(char **word) {
  return syscall(SYS_add_key, "user", word[1], "secret", 6, KEY_SPEC_SESSION_KEYRING) < 0 ? -1 : 0;
}

/* probe with-key NAME PROGRAM...: the program has the key in its session keyring. */
static int run_with_key(char **words) {
  if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 || try_keep_key(words) != 0) {
    perror("with-key");
    return 97;
  }
  execv(words[2], words + 2);
  return 97;
}

/* probe refusing-keys WHICH PROGRAM...: under a filter that answers EPERM to keyctl, or to "all" three calls that
   reach keys. Their numbers follow each other everywhere: add_key, request_key, keyctl. */
static int run_refusing_keys(char **words) {
  const unsigned first = strcmp(words[1], "all") == 0 ? SYS_add_key : SYS_keyctl;
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first, 0, 2),
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, SYS_keyctl, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0)
    execv(words[2], words + 2);
  perror("refusing-keys");
  return 97;
}

static const struct {
  const char *name;
  int (*attempt)(char **words);
} attempts[] = {
    {"open", try_open},     {"list", try_list},         {"write", try_write},
    {"create", try_create}, {"chmod", try_chmod},       {"unlink", try_unlink},
    {"rmdir", try_rmdir},   {"mkdir", try_mkdir},       {"rename", try_rename},
    {"link", try_link},     {"symlink", try_symlink},   {"umount", try_umount},
    {"detach", try_detach}, {"bind", try_bind},         {"move", try_move},
    {"trace", try_trace},   {"writable", try_writable}, {"nest", try_nest},
    {"inject", try_inject}, {"read", try_read},         {"descriptors", try_descriptors},
    {"chroot", try_root},   {"ignored", try_ignored},   {"limit", try_limit},
    {"bounding", try_raise}, {"resource", try_resource}, {"allocate", try_allocate},
    {"reserve", try_reserve}, {"fork", try_fork},       {"grow", try_grow},
    {"ignore", try_ignore}, {"burn", try_burn},         {"key", try_key},
    {"keep-key", try_keep_key}, {"fifo", try_fifo},     {"node", try_node},
    {"both", try_both},     {"cut", try_cut},           {"signal", try_signal},
    {"tcp", try_tcp},       {"serve", try_serve},       {"abstract", try_abstract},
    {"landlock", try_landlock}, {"flee", try_flee},
};

static void perform(char **words) {
  for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
    if (strcmp(attempts[i].name, words[0]) != 0) continue;
    errno = 0;
    const int result = attempts[i].attempt(words);
    printf("%c%d%c", '\0', result < 0 ? errno : 0, '\n');
    return;
  }
  fprintf(stderr, "unknown attempt: %s\n", words[0]);
  exit(99);
}

int main(int argc, char **argv) {
  if (argc > 4 && strcmp(argv[1], "given") == 0) return run_with_given(argv + 1);
  if (argc > 3 && strcmp(argv[1], "with-key") == 0) return run_with_key(argv + 1);
  if (argc > 3 && strcmp(argv[1], "refusing-keys") == 0) return run_refusing_keys(argv + 1);
  int start = 1;
  for (int i = 1; i <= argc; i++) {
    if (i < argc && strcmp(argv[i], ",") != 0) continue;
    argv[i] = NULL;
    if (i > start) perform(argv + start);
    start = i + 1;
  }
  return fflush(stdout) == 0 ? 0 : 98;
}
