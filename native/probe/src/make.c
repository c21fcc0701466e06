/* Operations that make something where nothing is, and remove it again. */
#include "attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MODE = 0644, DIRECTORY_MODE = 0755 };

void answer_undone(int result, int error, int undone) {
  if (result != 0) answer(error, "");
  else answer(0, undone == 0 ? "" : "cannot be taken back");
}

void try_create(const struct operation *operation) {
  const int file = open(operation->path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, FILE_MODE);
  const int error = errno;
  if (file >= 0 && close(file) != 0) give_up("cannot close a file");
  answer_undone(file < 0, error, file < 0 ? 0 : unlink(operation->path));
}

void try_mkdir(const struct operation *operation) {
  const int result = mkdir(operation->path, DIRECTORY_MODE);
  const int error = errno;
  answer_undone(result, error, result != 0 ? 0 : rmdir(operation->path));
}

void try_symlink(const struct operation *operation) {
  const int result = symlink("nowhere", operation->path);
  const int error = errno;
  answer_undone(result, error, result != 0 ? 0 : unlink(operation->path));
}

void try_mkfifo(const struct operation *operation) {
  const int result = mkfifo(operation->path, FILE_MODE);
  const int error = errno;
  answer_undone(result, error, result != 0 ? 0 : unlink(operation->path));
}
