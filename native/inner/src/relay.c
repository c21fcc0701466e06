/* One loop moves the bytes. A reader that is slow makes the command wait; one that has gone makes the command's next
   write fail, as if there were nothing between them. */
#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { CHUNK = 1 << 16 };

static bool parse_limit(const char *text, uint64_t *limit) {
  *limit = 0;
  if (*text == '\0') return false;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9' || *limit > (UINT64_MAX - 9) / 10) return false;
    *limit = *limit * 10 + (uint64_t)(*text - '0');
  }
  return true;
}

bool begin_relay(const char *limit, const sigset_t *awaited, struct relay *relay) {
  *relay = (struct relay){.active = false};
  if (strcmp(limit, "-") == 0) return true;
  errno = EINVAL;
  if (!parse_limit(limit, &relay->left)) return false;
  for (int output = 0; output < OUTPUTS; output++) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    /* THREAT: by /proc/self/fd/1 the command can read what it wrote before we do; we must not wait for it then. */
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return false;
    relay->readers[output] = ends[0];
    relay->writers[output] = ends[1];
  }
  relay->signals = signalfd(-1, awaited, SFD_CLOEXEC);
  if (relay->signals < 0) return false;
  relay->active = true;
  return true;
}

bool use_relay(const struct relay *relay) {
  for (int output = 0; relay->active && output < OUTPUTS; output++)
    if (dup2(relay->writers[output], STDOUT_FILENO + output) < 0) return false;
  return true;
}

void keep_readers(const struct relay *relay) {
  for (int output = 0; relay->active && output < OUTPUTS; output++) (void)close(relay->writers[output]);
}

static void give_up(struct relay *relay, int output) {
  (void)close(relay->readers[output]);
  relay->readers[output] = -1;
}

/* False with errno when what is written to takes no more. */
static bool pass_on(int stream, const char *bytes, size_t size) {
  while (size > 0) {
    const ssize_t put = write(stream, bytes, size);
    if (put > 0) {
      bytes += put;
      size -= (size_t)put;
      continue;
    }
    if (errno == EINTR) continue;
    struct pollfd full = {.fd = stream, .events = POLLOUT, .revents = 0};
    /* The caller may have handed us a stream that does not block. */
    if (errno != EAGAIN || (poll(&full, 1, -1) < 0 && errno != EINTR)) return false;
  }
  return true;
}

/* False when there is nothing to move now. */
static bool move_chunk(struct relay *relay, int output) {
  static char bytes[CHUNK];
  const ssize_t got = read(relay->readers[output], bytes, sizeof bytes);
  if (got < 0) return errno == EINTR;
  if (got == 0) {
    give_up(relay, output);
    return false;
  }
  const size_t allowed = (uint64_t)got > relay->left ? (size_t)relay->left : (size_t)got;
  relay->exceeded = allowed < (size_t)got;
  relay->left -= allowed;
  if (pass_on(STDOUT_FILENO + output, bytes, allowed)) return true;
  if (errno != EPIPE) relay->lost = errno;
  give_up(relay, output);
  return true;
}

void relay_until_signal(struct relay *relay) {
  while (relay->active && !relay->exceeded) {
    struct pollfd watched[OUTPUTS + 1] = {[OUTPUTS] = {.fd = relay->signals, .events = POLLIN}};
    /* A negative number is passed over. */
    for (int output = 0; output < OUTPUTS; output++)
      watched[output] = (struct pollfd){.fd = relay->readers[output], .events = POLLIN};
    if (poll(watched, OUTPUTS + 1, -1) < 0 && errno != EINTR) break;
    if (watched[OUTPUTS].revents != 0) break;
    for (int output = 0; output < OUTPUTS && !relay->exceeded; output++)
      if (watched[output].revents != 0) (void)move_chunk(relay, output);
  }
}

void end_relay(struct relay *relay) {
  for (int output = 0; relay->active && output < OUTPUTS; output++) {
    if (relay->readers[output] < 0) continue;
    while (!relay->exceeded && move_chunk(relay, output)) continue;
  }
}
