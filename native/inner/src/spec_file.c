/* The file that the supervisor shares with us: it holds the spec, and our status records after it. */
#include "spec_file.h"
#include "failure.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SPEC_MAX = 64 << 20 };

static int status_descriptor = -1;
static off_t status_end;

static void read_fully(int descriptor, char *bytes, size_t size) {
  size_t done = 0;
  while (done < size) {
    const ssize_t got = pread(descriptor, bytes + done, size - done, (off_t)done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) setup_failed_errno("cannot read the spec");
    if (got == 0) setup_failed("the spec became shorter while it was read");
    done += (size_t)got;
  }
}

struct spec_text load_spec(int descriptor) {
  struct stat info;
  if (fstat(descriptor, &info) != 0) setup_failed_errno("cannot look at the spec (descriptor %d)", descriptor);
  if (!S_ISREG(info.st_mode)) setup_failed("the spec is not a regular file");
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) != O_RDWR) setup_failed("the spec is not open for reading and writing");
  if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) setup_failed_errno("cannot protect the spec");
  status_descriptor = descriptor;
  status_end = info.st_size;
  if (info.st_size > SPEC_MAX) setup_failed("the spec is larger than 64 MiB");
  if (info.st_size == 0) setup_failed("the spec is empty");
  const size_t size = (size_t)info.st_size;
  char *const bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bytes == MAP_FAILED) setup_failed_errno("no memory for the spec");
  read_fully(descriptor, bytes, size);
  return (struct spec_text){bytes, size};
}

bool resume_status(int descriptor) {
  struct stat info;
  if (fstat(descriptor, &info) != 0) return false;
  status_descriptor = descriptor;
  status_end = info.st_size;
  return true;
}

static bool write_fully(const char *bytes, size_t size) {
  while (size > 0) {
    const ssize_t put = pwrite(status_descriptor, bytes, size, status_end);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes += put;
    size -= (size_t)put;
    status_end += put;
  }
  return true;
}

/* The lock must be held. */
static bool write_record(const char *const *strings, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!write_fully(strings[i], strlen(strings[i]) + 1)) return false;
  return true;
}

bool append_status(const char *const *strings, size_t count) {
  /* Connections are refused in threads of their own. */
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  if (status_descriptor < 0 || pthread_mutex_lock(&lock) != 0) return false;
  const bool written = write_record(strings, count);
  return pthread_mutex_unlock(&lock) == 0 && written;
}
