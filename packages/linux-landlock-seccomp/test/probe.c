/* Installs a filter from a file and tries it:

     probe run FILTER COMMAND...   executes the command under the filter
     probe calls FILTER < CALLS    makes the calls, prints the errno of each (0 when it worked), one a line
     probe calls none < CALLS      the same without a filter
     probe foreign FILTER          makes a call of the 32-bit architecture, prints the signal that ended it
     probe regroup FILTER          leaves its process group for one of a child's, and writes there without end

   CALLS are records of seven 64-bit numbers: the call's, and its arguments. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_CALLS = 16384, MAX_FILTER = 4096 };

struct call {
  uint64_t number;
  uint64_t argument[6];
};

static struct sock_filter filter[MAX_FILTER];
static struct call calls[MAX_CALLS];

static _Noreturn void die(const char *what) {
  perror(what);
  exit(99);
}

/* The number of bytes; the input must end before the limit. */
static size_t read_whole(int file, void *into, size_t limit) {
  size_t length = 0;
  for (;;) {
    const ssize_t part = read(file, (char *)into + length, limit - length);
    if (part < 0) die("read");
    if (part == 0) return length;
    length += (size_t)part;
  }
}

static void install(const char *path) {
  if (strcmp(path, "none") == 0) return;
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) die(path);
  const size_t length = read_whole(file, filter, sizeof filter);
  close(file);
  const struct sock_fprog program = {(unsigned short)(length / sizeof filter[0]), filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) die("no_new_privs");
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) die("seccomp");
}

/* A descriptor is closed again; a child that should not be ends. */
static int try_call(const struct call *call) {
  const uint64_t *a = call->argument;
  const long result = syscall((long)call->number, a[0], a[1], a[2], a[3], a[4], a[5]);
  if (result == -1) return errno;
  if (call->number == SYS_clone && result == 0) syscall(SYS_exit_group, 0);
  if (call->number == SYS_socket) syscall(SYS_close, result);
  return 0;
}

/* In a child: a filter may allow nothing, not even to exit, so the child ends with a trap and leaves its results in
   shared memory. */
static void make_calls(const char *path) {
  const size_t count = read_whole(0, calls, sizeof calls) / sizeof calls[0];
  int *results = mmap(NULL, (count + 1) * sizeof *results, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (results == MAP_FAILED) die("mmap");
  const pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) {
    install(path);
    for (size_t i = 0; i < count; i++) results[i] = try_call(&calls[i]);
    results[count] = 1;
    __builtin_trap();
  }
  if (waitpid(child, NULL, 0) != child) die("waitpid");
  if (results[count] != 1) {
    fprintf(stderr, "the calls did not come to their end\n");
    exit(98);
  }
  for (size_t i = 0; i < count; i++) printf("%d\n", results[i]);
}

static void make_foreign_call(const char *path) {
  const pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) {
    install(path);
#ifdef __x86_64__
    int result = 20; /* getpid there, writev here */
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
#endif
    _exit(0);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) die("waitpid");
  printf("%s\n", WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "survived");
}

static _Noreturn void write_in_another_group(void) {
  const pid_t child = fork();
  if (child < 0) die("fork");
  while (child == 0) pause();
  if (setpgid(child, child) != 0 || setpgid(0, child) != 0) die("setpgid");
  while (write(1, calls, sizeof calls) > 0) continue;
  die("write");
}

int main(int argc, char **argv) {
  const struct rlimit no_core = {0, 0};
  if (argc < 3 || setrlimit(RLIMIT_CORE, &no_core) != 0) die("usage");
  if (strcmp(argv[1], "calls") == 0) make_calls(argv[2]);
  if (strcmp(argv[1], "foreign") == 0) make_foreign_call(argv[2]);
  if (strcmp(argv[1], "regroup") == 0) write_in_another_group();
  if (strcmp(argv[1], "run") == 0) {
    install(argv[2]);
    execvp(argv[3], argv + 3);
    die(argv[3]);
  }
  return fflush(stdout) == 0 ? 0 : 97;
}
