/* Operations that leave everything as it is: they look, open without writing, or set what is set already. */
#include "attempts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DETAIL = 1 << 14 };

static const char *kind_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR: return "directory";
    case S_IFREG: return "file";
    case S_IFLNK: return "link";
    case S_IFIFO: return "fifo";
    default: return "other";
  }
}

/* The detail says what it is and which: `kind device:inode`. */
void try_stat(const struct operation *operation) {
  struct stat info;
  char detail[96];
  if (stat(operation->path, &info) != 0) {
    answer(errno, "");
    return;
  }
  const int written = snprintf(detail, sizeof detail, "%s %ju:%ju", kind_of(info.st_mode), (uintmax_t)info.st_dev,
                               (uintmax_t)info.st_ino);
  if (written < 0) give_up("cannot format a file's identity");
  answer(0, detail);
}

static void answer_names(DIR *directory) {
  char detail[DETAIL] = "";
  size_t used = 0;
  errno = 0;
  for (const struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    const size_t length = strlen(entry->d_name);
    if (used + length + 2 > sizeof detail) break;
    memcpy(detail + used, entry->d_name, length);
    used += length;
    detail[used++] = '/';
    detail[used] = '\0';
  }
  answer(errno, detail);
}

/* The detail is every name, each followed by a slash. Names that do not fit are left out. */
void try_list(const struct operation *operation) {
  DIR *const directory = opendir(operation->path);
  if (directory == NULL) {
    answer(errno, "");
    return;
  }
  answer_names(directory);
  if (closedir(directory) != 0) give_up("cannot close a directory");
}

/* The detail is what the file begins with. */
void try_read(const struct operation *operation) {
  char detail[256] = "";
  const int file = open(operation->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (file < 0) {
    answer(errno, "");
    return;
  }
  const ssize_t count = read(file, detail, sizeof detail - 1);
  answer(count < 0 ? errno : 0, detail);
  if (close(file) != 0) give_up("cannot close a file");
}

/* For reading too: a FIFO can then be opened without somebody at its other end. */
void try_write(const struct operation *operation) {
  const int file = open(operation->path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  answer(file < 0 ? errno : 0, "");
  if (file >= 0 && close(file) != 0) give_up("cannot close a file");
}

static int look(const struct operation *operation, struct stat *info) {
  if (stat(operation->path, info) == 0) return 1;
  answer(errno, "");
  return 0;
}

void try_truncate(const struct operation *operation) {
  struct stat info;
  if (look(operation, &info)) answer(truncate(operation->path, info.st_size) != 0 ? errno : 0, "");
}

void try_chmod(const struct operation *operation) {
  struct stat info;
  if (look(operation, &info)) answer(chmod(operation->path, info.st_mode & 07777) != 0 ? errno : 0, "");
}

void try_times(const struct operation *operation) {
  struct stat info;
  if (!look(operation, &info)) return;
  const struct timespec times[2] = {info.st_atim, info.st_mtim};
  answer(utimensat(AT_FDCWD, operation->path, times, 0) != 0 ? errno : 0, "");
}
