/* Which descriptors are open: nothing that was not asked for passes through. */
#include "descriptors.h"
#include "failure.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct rlimit original_limit;
static bool limit_raised;

bool parse_number(const char *text, int *number) {
  *number = 0;
  if (*text == '\0') return false;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9' || *number > (INT_MAX - 9) / 10) return false;
    *number = *number * 10 + (*text - '0');
  }
  return true;
}

bool parse_descriptor(const char *text, int *descriptor) {
  return parse_number(text, descriptor) && *descriptor >= STDERR_FILENO;
}

/* For kernels before 5.9. The directory is read again after each close, because closing moves its entries. */
static bool close_listed(unsigned first, unsigned last) {
  DIR *const directory = opendir("/proc/self/fd");
  if (directory == NULL) return false;
  const int own = dirfd(directory);
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    int descriptor;
    if (!parse_descriptor(entry->d_name, &descriptor) || descriptor == own) continue;
    if ((unsigned)descriptor < first || (unsigned)descriptor > last) continue;
    if (close(descriptor) == 0) rewinddir(directory);
  }
  return closedir(directory) == 0;
}

bool close_range_from(unsigned first, unsigned last) {
  if (first > last || syscall(SYS_close_range, first, last, 0) == 0) return true;
  return close_listed(first, last);
}

bool occupy_standard_streams(void) {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
    if (fcntl(stream, F_GETFD) >= 0) continue;
    if (open("/dev/null", O_RDWR) != stream) return false;
  }
  return true;
}

void keep_only(int first, int second) {
  if (!occupy_standard_streams()) setup_failed_errno("cannot open /dev/null for a closed standard stream");
  const unsigned low = (unsigned)first;
  const unsigned high = (unsigned)second;
  if (!close_range_from(STDERR_FILENO + 1, low - 1) || !close_range_from(low + 1, high - 1) ||
      !close_range_from(high + 1, ~0U))
    setup_failed_errno("cannot close inherited descriptors");
}

void raise_descriptor_limit(void) {
  if (getrlimit(RLIMIT_NOFILE, &original_limit) != 0) setup_failed_errno("cannot read the limit of open files");
  const struct rlimit raised = {original_limit.rlim_max, original_limit.rlim_max};
  if (setrlimit(RLIMIT_NOFILE, &raised) != 0) setup_failed_errno("cannot raise the limit of open files");
  limit_raised = true;
}

bool restore_descriptor_limit(void) {
  return !limit_raised || setrlimit(RLIMIT_NOFILE, &original_limit) == 0;
}
