/* Which sockets of the file system belong to this sandbox.

   The file tells nothing of who is behind it, and lies where others may bind too. But every socket belongs to the
   network namespace it was made in, the sandbox has one of its own, and the kernel lists the sockets of a namespace
   with the files they are bound to. */
#include "own_sockets.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { ANSWER_MAX = 1 << 14, ATTEMPTS = 3 };

/* As the kernel numbers devices for itself, which is not how `stat` does. */
static uint32_t kernel_device(dev_t device) { return (uint32_t)major(device) << 20 | (uint32_t)minor(device); }

static bool ask(int diagnosis) {
  const struct {
    struct nlmsghdr header;
    struct unix_diag_req request;
  } question = {
      .header = {.nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      .request = {.sdiag_family = AF_UNIX, .udiag_states = ~0U, .udiag_show = UDIAG_SHOW_VFS},
  };
  return send(diagnosis, &question, sizeof question, 0) == (ssize_t)sizeof question;
}

/* SIZE bytes behind a message's header: a socket and its attributes. */
static bool is_of(const char *bytes, size_t size, const struct unix_diag_vfs *wanted) {
  struct rtattr attribute;
  struct unix_diag_vfs file;
  for (size_t at = sizeof(struct unix_diag_msg); at + sizeof attribute <= size; at += RTA_ALIGN(attribute.rta_len)) {
    memcpy(&attribute, bytes + at, sizeof attribute);
    if (attribute.rta_len < sizeof attribute) return false;
    if (attribute.rta_type != UNIX_DIAG_VFS || at + RTA_LENGTH(sizeof file) > size) continue;
    memcpy(&file, bytes + at + RTA_LENGTH(0), sizeof file);
    if (file.udiag_vfs_ino == wanted->udiag_vfs_ino && file.udiag_vfs_dev == wanted->udiag_vfs_dev) return true;
  }
  return false;
}

enum finding { NOT_YET, FOUND, NOT_THERE, NO_LIST };

/* One part of the kernel's list. */
static enum finding search(const char *bytes, size_t size, const struct unix_diag_vfs *wanted) {
  struct nlmsghdr header;
  for (size_t at = 0; at + sizeof header <= size; at += NLMSG_ALIGN(header.nlmsg_len)) {
    memcpy(&header, bytes + at, sizeof header);
    if (header.nlmsg_type == NLMSG_ERROR) return NO_LIST;
    if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY || header.nlmsg_len < sizeof header || at + header.nlmsg_len > size)
      return NOT_THERE;
    if (is_of(bytes + at + NLMSG_HDRLEN, header.nlmsg_len - NLMSG_HDRLEN, wanted)) return FOUND;
  }
  return NOT_YET;
}

/* Reads the list to where WANTED stands, or to its end. */
static enum finding read_list(int diagnosis, const struct unix_diag_vfs *wanted) {
  char answer[ANSWER_MAX];
  enum finding finding = NOT_YET;
  while (finding == NOT_YET) {
    const ssize_t got = recv(diagnosis, answer, sizeof answer, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return NO_LIST;
    finding = search(answer, (size_t)got, wanted);
  }
  return finding;
}

static enum finding look_up(const struct unix_diag_vfs *wanted) {
  const int diagnosis = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (diagnosis < 0) return NO_LIST;
  const enum finding finding = ask(diagnosis) ? read_list(diagnosis, wanted) : NO_LIST;
  (void)close(diagnosis);
  return finding;
}

enum binder binder_of(const struct stat *file) {
  /* The list has only half of an inode's number: one of twice the length could be taken for another. */
  if (file->st_ino > UINT32_MAX) return BOUND_UNKNOWN;
  const struct unix_diag_vfs wanted = {(uint32_t)file->st_ino, kernel_device(file->st_dev)};
  enum finding finding = NOT_THERE;
  /* A long list comes in parts, between which sockets come and go, so that one can be passed over. */
  for (int attempt = 0; finding == NOT_THERE && attempt < ATTEMPTS; attempt++) finding = look_up(&wanted);
  if (finding == FOUND) return BOUND_INSIDE;
  return finding == NO_LIST ? BOUND_UNKNOWN : BOUND_ELSEWHERE;
}
