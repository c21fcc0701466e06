/* Hands open descriptors from one process to another. */
#include "passing.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

union control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
};

bool send_descriptor(int channel, const char *text, size_t size, int descriptor) {
  union control control = {.bytes = {0}};
  struct iovec content = {.iov_base = (void *)(uintptr_t)text, .iov_len = size};
  struct msghdr parcel = {
      .msg_iov = &content,
      .msg_iovlen = 1,
      .msg_control = control.bytes,
      .msg_controllen = sizeof control.bytes,
  };
  struct cmsghdr *const header = CMSG_FIRSTHDR(&parcel);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptor);
  memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  ssize_t sent;
  do sent = sendmsg(channel, &parcel, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent == (ssize_t)size) return true;
  /* Half a message is none. */
  if (sent >= 0) errno = EMSGSIZE;
  return false;
}

int receive_descriptor(int channel) {
  union control control = {.bytes = {0}};
  char byte;
  struct iovec content = {.iov_base = &byte, .iov_len = 1};
  struct msghdr parcel = {
      .msg_iov = &content,
      .msg_iovlen = 1,
      .msg_control = control.bytes,
      .msg_controllen = sizeof control.bytes,
  };
  ssize_t got;
  do got = recvmsg(channel, &parcel, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got < 0) return -1;
  const struct cmsghdr *const header = CMSG_FIRSTHDR(&parcel);
  errno = EPROTO;
  if (got == 0 || header == NULL || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(int)))
    return -1;
  int descriptor;
  memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return descriptor;
}

bool await_byte(int channel) {
  char byte;
  ssize_t got;
  do got = recv(channel, &byte, 1, 0);
  while (got < 0 && errno == EINTR);
  return got == 1;
}
