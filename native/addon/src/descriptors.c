/* Which descriptors a child has. */
#include "descriptors.h"
#include "kernel.h"

#include <fcntl.h>

enum { ENTRIES_SIZE = 2048, RANGE_CLOSE_ON_EXECUTION = 4, LAST_STANDARD_STREAM = 2 };

/* struct linux_dirent64 */
struct entry {
  uint64_t inode;
  int64_t offset;
  unsigned short size;
  unsigned char type;
  char name[];
};

long move_beyond(int descriptor, size_t count) {
  if ((size_t)descriptor >= count) return descriptor;
  return call3(SYS_fcntl, descriptor, F_DUPFD_CLOEXEC, count);
}

/* As libuv does it: who reads its standard streams expects to wait. */
static void make_blocking(int descriptor) {
  const long flags = call2(SYS_fcntl, descriptor, F_GETFL);
  if (flags >= 0 && (flags & O_NONBLOCK) != 0) call3(SYS_fcntl, descriptor, F_SETFL, flags & ~O_NONBLOCK);
}

static long place(int source, int target) {
  if (source == target) return call3(SYS_fcntl, target, F_SETFD, 0);
  const long placed = call3(SYS_dup3, source, target, 0);
  return placed < 0 ? placed : 0;
}

long place_streams(int *streams, size_t count) {
  /* First out of each other's way: one may be named twice, two may trade places. */
  for (size_t i = 0; i < count; i++) {
    if ((size_t)streams[i] == i) continue;
    const long moved = move_beyond(streams[i], count);
    if (moved < 0) return moved;
    streams[i] = (int)moved;
  }
  for (size_t i = 0; i < count; i++) {
    const long placed = place(streams[i], (int)i);
    if (placed < 0) return placed;
    if (i <= LAST_STANDARD_STREAM) make_blocking((int)i);
  }
  return 0;
}

/* -1 for what is not a number. */
static long descriptor_of(const char *name) {
  long number = 0;
  if (*name == '\0') return -1;
  for (; *name != '\0'; name++) {
    if (*name < '0' || *name > '9') return -1;
    number = number * 10 + (*name - '0');
  }
  return number;
}

/* For kernels before 5.11, and filters that do not know the call. Only flags change, so the list stays as it is. */
static long mark_listed(unsigned first) {
  _Alignas(struct entry) char entries[ENTRIES_SIZE];
  const long directory = call4(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (directory < 0) return directory;
  long size;
  while ((size = call3(SYS_getdents64, directory, entries, ENTRIES_SIZE)) > 0)
    for (long at = 0; at < size;) {
      const struct entry *const entry = (const struct entry *)(entries + at);
      const long descriptor = descriptor_of(entry->name);
      if (descriptor >= (long)first) {
        const long marked = call3(SYS_fcntl, descriptor, F_SETFD, FD_CLOEXEC);
        if (marked < 0) return marked;
      }
      at += entry->size;
    }
  call1(SYS_close, directory);
  return size;
}

long close_on_execution(unsigned first) {
  if (call3(CALL_CLOSE_RANGE, first, ~0U, RANGE_CLOSE_ON_EXECUTION) == 0) return 0;
  return mark_listed(first);
}
