/* What the sandbox's own process tree tells of the threads that call. */
#include "callers.h"
#include "failure.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int processes = -1;

void prepare_callers(void) {
  processes = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
  char self[16] = {0};
  if (processes < 0 || readlinkat(processes, "self", self, sizeof self - 1) < 0)
    setup_failed_errno("cannot open the process tree");
  if (strcmp(self, "1") != 0) setup_failed("sockets cannot be served: /proc is not the sandbox's own");
}

int process_tree(void) { return processes; }

/* The number behind NAME in TEXT; -1 without. */
static long field(const char *text, const char *name, int base) {
  const char *const line = strstr(text, name);
  return line == NULL ? -1 : strtol(line + strlen(name), NULL, base);
}

/* The beginning, as far as it fits. False when the thread has ended. */
static bool read_status(pid_t thread, char *text, size_t size) {
  char path[32];
  if (snprintf(path, sizeof path, "%d/status", thread) < 0) return false;
  const int descriptor = openat(processes, path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const ssize_t got = read(descriptor, text, size - 1);
  (void)close(descriptor);
  text[got < 0 ? 0 : got] = '\0';
  return got > 0;
}

/* The set of signals behind NAME in TEXT. */
static unsigned long long set_of(const char *text, const char *name) {
  const char *const line = strstr(text, name);
  return line == NULL ? 0 : strtoull(line + strlen(name), NULL, 16);
}

bool look_at(pid_t thread, struct caller *caller) {
  /* The lines are the first ones, behind a name of at most 64 escaped characters. */
  char text[512];
  if (!read_status(thread, text, sizeof text)) return false;
  const long process = field(text, "\nTgid:\t", 10);
  const long umask_ = field(text, "\nUmask:\t", 8);
  *caller = (struct caller){.process = (pid_t)process, .umask = (mode_t)umask_};
  return process > 0 && umask_ >= 0;
}

static int open_directory_of(pid_t thread, const char *which) {
  char path[32];
  if (snprintf(path, sizeof path, "%d/%s", thread, which) < 0) return -1;
  return openat(processes, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int working_directory(pid_t thread) { return open_directory_of(thread, "cwd"); }

int root_directory(pid_t thread) { return open_directory_of(thread, "root"); }

bool is_interrupted(pid_t thread) {
  /* The lines are behind those about memory. */
  char text[4096];
  if (!read_status(thread, text, sizeof text)) return false;
  const unsigned long long pending = set_of(text, "\nSigPnd:\t") | set_of(text, "\nShdPnd:\t");
  return (pending & ~set_of(text, "\nSigBlk:\t")) != 0;
}
