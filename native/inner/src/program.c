/* Finds and executes the command's program, as execvp does, but with the command's own PATH. */
#include "program.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char shell[] = "/bin/sh";
static const char default_path[] = "/usr/local/bin:/usr/bin:/bin";

static void give_to_shell(const char *path, const struct spec *spec) {
  char *const original = spec->arguments[0];
  spec->arguments[-1] = shell;
  spec->arguments[0] = (char *)(uintptr_t)path;
  execve(shell, spec->arguments - 1, spec->environment);
  spec->arguments[0] = original;
}

static bool is_visible_file(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && !S_ISDIR(info.st_mode);
}

static struct program_failure try_path(const char *path, const struct spec *spec) {
  execve(path, spec->arguments, spec->environment);
  if (errno == ENOEXEC) give_to_shell(path, spec);
  const int error = errno;
  if (error != ENOENT && error != ENOTDIR) return (struct program_failure){error, PROGRAM_NOT_EXECUTABLE};
  const bool exists = error == ENOENT && is_visible_file(path);
  return (struct program_failure){error, exists ? PROGRAM_WITHOUT_INTERPRETER : PROGRAM_NOT_FOUND};
}

static const char *search_path(const struct spec *spec) {
  for (size_t i = 0; i < spec->environment_count; i++)
    if (strncmp(spec->environment[i], "PATH=", 5) == 0) return spec->environment[i] + 5;
  return default_path;
}

/* An empty entry means the working directory. False when the path would be too long to exist. */
static bool join(char *path, size_t size, const char *directory, size_t length, const char *name) {
  const char *const separator = length == 0 ? "./" : "/";
  const int written = snprintf(path, size, "%.*s%s%s", (int)length, directory, separator, name);
  return written >= 0 && (size_t)written < size;
}

/* What a shell passes over: missing files, directories, and what lies in directories that cannot be searched. */
static bool should_look_further(const char *path, struct program_failure failure) {
  if (failure.trouble == PROGRAM_NOT_FOUND) return true;
  return failure.error == EACCES && !is_visible_file(path);
}

struct program_failure execute_program(const struct spec *spec) {
  static char path[PATH_MAX];
  const char *const name = spec->arguments[0];
  if (strchr(name, '/') != NULL) return try_path(name, spec);
  struct program_failure result = {ENOENT, PROGRAM_NOT_FOUND};
  const char *directory = search_path(spec);
  for (;;) {
    const size_t length = (size_t)(strchrnul(directory, ':') - directory);
    if (length < sizeof path && join(path, sizeof path, directory, length, name)) {
      const struct program_failure failure = try_path(path, spec);
      if (!should_look_further(path, failure)) {
        if (failure.error != EACCES) return failure;
        result = failure;
      }
    }
    if (directory[length] == '\0') return result;
    directory += length + 1;
  }
}
