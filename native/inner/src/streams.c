/* Standard streams that are files of the host: handed on only so that they open nothing else.

   THREAT: a descriptor remembers the mount it was opened through. By /proc/self/fd/0 the command could open a file
   that it was given to read again, for writing, through the host's own mount; and from a directory it could walk
   anywhere. So no directory is handed on, and a file that is only read is opened anew inside the sandbox. */
#include "streams.h"
#include "failure.h"
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[STREAMS] = {"standard input", "standard output", "standard error"};

/* A file without a name cannot be reached from inside, and nobody else's content is at stake. */
static bool only_reads_named_file(int stream, const struct stat *info) {
  const int flags = fcntl(stream, F_GETFL);
  return S_ISREG(info->st_mode) && info->st_nlink > 0 && flags >= 0 && (flags & O_ACCMODE) == O_RDONLY;
}

static bool note(int stream, char line[STREAM_NOTE]) {
  char link[32];
  const int prefix = snprintf(line, STREAM_NOTE, "%d=", stream);
  if (prefix < 0 || snprintf(link, sizeof link, "/proc/self/fd/%d", stream) < 0) return false;
  const ssize_t size = readlink(link, line + prefix, STREAM_NOTE - 1 - (size_t)prefix);
  if (size < 0) return false;
  line[prefix + size] = '\0';
  return true;
}

bool note_streams(char notes[STREAMS][STREAM_NOTE]) {
  for (int stream = 0; stream < STREAMS; stream++) {
    struct stat info;
    notes[stream][0] = '\0';
    if (fstat(stream, &info) != 0) continue;
    if (S_ISDIR(info.st_mode)) {
      (void)dprintf(STDERR_FILENO, "sandbox: %s is a directory, from which every file could be reached\n", names[stream]);
      return false;
    }
    if (only_reads_named_file(stream, &info) && !note(stream, notes[stream])) {
      (void)dprintf(STDERR_FILENO, "sandbox: cannot tell where %s comes from: %s\n", names[stream], strerror(errno));
      return false;
    }
  }
  return true;
}

static void replace(int stream, int file) {
  const off_t position = lseek(stream, 0, SEEK_CUR);
  if (position >= 0 && lseek(file, position, SEEK_SET) != position) setup_failed_errno("cannot place %s", names[stream]);
  if (dup2(file, stream) != stream || close(file) != 0) setup_failed_errno("cannot replace %s", names[stream]);
}

void reopen_streams(char **notes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const int stream = notes[i][0] - '0';
    if (stream < 0 || stream >= STREAMS || notes[i][1] != '=') setup_failed("not a standard stream: %s", notes[i]);
    const char *const path = notes[i] + 2;
    struct stat outside;
    struct stat inside;
    const int file = open_for_reading(path);
    const bool same = file >= 0 && fstat(stream, &outside) == 0 && fstat(file, &inside) == 0 &&
                      outside.st_dev == inside.st_dev && outside.st_ino == inside.st_ino;
    if (!same) setup_failed("%s is %s, which the command may not open itself; use a pipe instead", names[stream], path);
    replace(stream, file);
  }
}
