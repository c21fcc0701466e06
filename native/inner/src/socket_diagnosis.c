/* Which file a Unix socket is bound to, as the kernel tells it (unix_diag). */
#include "socket_diagnosis.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { ANSWER_MAX = 4096 };

/* As the kernel numbers devices for itself, which is not how `stat` does. */
static uint32_t kernel_device(dev_t device) { return (uint32_t)major(device) << 20 | (uint32_t)minor(device); }

static bool ask(int diagnosis, ino_t socket) {
  const struct {
    struct nlmsghdr header;
    struct unix_diag_req request;
  } question = {
      .header = {.nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST},
      .request = {.sdiag_family = AF_UNIX,
                  .udiag_states = ~0U,
                  .udiag_ino = (uint32_t)socket,
                  .udiag_show = UDIAG_SHOW_VFS,
                  .udiag_cookie = {~0U, ~0U}},
  };
  return send(diagnosis, &question, sizeof question, 0) == (ssize_t)sizeof question;
}

/* SIZE bytes behind a message's header: a socket and its attributes. */
static bool read_file(const char *bytes, size_t size, struct unix_diag_vfs *file) {
  struct rtattr attribute;
  for (size_t at = sizeof(struct unix_diag_msg); at + sizeof attribute <= size; at += RTA_ALIGN(attribute.rta_len)) {
    memcpy(&attribute, bytes + at, sizeof attribute);
    if (attribute.rta_len < sizeof attribute) return false;
    if (attribute.rta_type != UNIX_DIAG_VFS || at + RTA_LENGTH(sizeof *file) > size) continue;
    memcpy(file, bytes + at + RTA_LENGTH(0), sizeof *file);
    return true;
  }
  return false;
}

static bool read_answer(int diagnosis, struct unix_diag_vfs *file) {
  char answer[ANSWER_MAX];
  struct nlmsghdr header;
  ssize_t got;
  do got = recv(diagnosis, answer, sizeof answer, 0);
  while (got < 0 && errno == EINTR);
  if (got < (ssize_t)sizeof header) return false;
  memcpy(&header, answer, sizeof header);
  if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY || header.nlmsg_len < sizeof header || header.nlmsg_len > (size_t)got)
    return false;
  return read_file(answer + NLMSG_HDRLEN, header.nlmsg_len - NLMSG_HDRLEN, file);
}

bool is_bound_to(ino_t socket_number, const struct stat *file) {
  struct unix_diag_vfs bound;
  const int diagnosis = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (diagnosis < 0) return false;
  const bool told = ask(diagnosis, socket_number) && read_answer(diagnosis, &bound);
  (void)close(diagnosis);
  return told && bound.udiag_vfs_ino == (uint32_t)file->st_ino && bound.udiag_vfs_dev == kernel_device(file->st_dev);
}
