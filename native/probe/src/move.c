/* Operations that take away what is there, and bring it back: the very same file, not one like it. */
#include "attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Older C libraries have no function for it. */
static int rename_with(const struct operation *operation, unsigned flags) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, operation->path, AT_FDCWD, operation->other, flags);
}

static void remove_directory(const struct operation *operation, const struct stat *info) {
  const int result = rmdir(operation->path);
  const int error = errno;
  const int undone = result != 0 ? 0 : mkdir(operation->path, 0700) | chmod(operation->path, info->st_mode & 07777);
  answer_undone(result, error, undone);
}

/* A second name, OTHER, keeps the file meanwhile; a file that cannot have one stays. With an empty OTHER it is removed
   for good, which is for places where that must fail. */
void try_remove(const struct operation *operation) {
  struct stat info;
  if (lstat(operation->path, &info) != 0) {
    answer(errno, "");
    return;
  }
  if (S_ISDIR(info.st_mode)) {
    remove_directory(operation, &info);
    return;
  }
  const int is_kept = operation->other[0] != '\0' && link(operation->path, operation->other) == 0;
  if (!is_kept && operation->other[0] != '\0') {
    answer(errno, "cannot be kept");
    return;
  }
  const int result = unlink(operation->path);
  const int error = errno;
  if (!is_kept) answer_undone(result, error, -1);
  else if (result != 0) answer_undone(result, error, unlink(operation->other));
  else answer_undone(result, error, rename(operation->other, operation->path));
}

void try_move(const struct operation *operation) {
  const int result = rename_with(operation, RENAME_NOREPLACE);
  const int error = errno;
  answer_undone(result, error, result != 0 ? 0 : rename(operation->other, operation->path));
}

static int exchange(const struct operation *operation) { return rename_with(operation, RENAME_EXCHANGE); }

/* With a new file of our own. */
void try_exchange(const struct operation *operation) {
  const int file = open(operation->other, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
  if (file < 0) {
    answer(errno, "");
    return;
  }
  if (close(file) != 0) give_up("cannot close a file");
  const int result = exchange(operation);
  const int error = errno;
  const int undone = (result != 0 ? 0 : exchange(operation)) | unlink(operation->other);
  if (result != 0 && undone != 0) answer(error, "cannot be taken back");
  else answer_undone(result, error, undone);
}

void try_link(const struct operation *operation) {
  const int result = link(operation->path, operation->other);
  const int error = errno;
  answer_undone(result, error, result != 0 ? 0 : unlink(operation->other));
}
