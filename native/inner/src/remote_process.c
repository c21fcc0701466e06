/* Takes descriptors from processes of the command, and reads their memory. */
#include "remote_process.h"
#include "failure.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* From Linux 6.9. */
#ifndef PIDFD_THREAD
#define PIDFD_THREAD O_EXCL
#endif

/* A thread can have descriptors of its own, and outlive the first one of its process. Older kernels know only whole
   processes. */
static int open_thread(pid_t thread, pid_t process) {
  const int handle = (int)syscall(SYS_pidfd_open, thread, PIDFD_THREAD);
  return handle >= 0 || errno != EINVAL ? handle : (int)syscall(SYS_pidfd_open, process, 0);
}

int take_descriptor(pid_t thread, pid_t process, int number) {
  const int handle = open_thread(thread, process);
  if (handle < 0) return -1;
  const int descriptor = (int)syscall(SYS_pidfd_getfd, handle, number, 0);
  const int error = errno;
  (void)close(handle);
  errno = error;
  return descriptor;
}

bool read_memory(pid_t process, uint64_t from, void *into, size_t size) {
  const struct iovec here = {.iov_base = into, .iov_len = size};
  const struct iovec there = {.iov_base = (void *)(uintptr_t)from, .iov_len = size};
  const ssize_t got = process_vm_readv(process, &here, 1, &there, 1, 0);
  if (got >= 0 && (size_t)got < size) errno = EFAULT;
  return got == (ssize_t)size;
}

void require_remote_access(void) {
  const char byte = 0;
  char copy;
  const int descriptor = take_descriptor(getpid(), getpid(), STDERR_FILENO);
  if (descriptor < 0) setup_failed_errno("cannot take sockets of the command, which listed sockets need (pidfd_getfd)");
  (void)close(descriptor);
  if (!read_memory(getpid(), (uint64_t)(uintptr_t)&byte, &copy, sizeof copy))
    setup_failed_errno("cannot read addresses of the command, which listed sockets need (process_vm_readv)");
}
