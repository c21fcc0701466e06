/* A socket stays in the network namespace it was made in, whoever has it. So the process outside can accept what is
   connected inside, and nothing of ours has to stay inside to pass it on.

   The channel takes one JSON text per line; the descriptor comes with the bytes. Node.js makes a server of what is
   sent under this name, and answers, which nobody reads. */
#include "listener.h"
#include "descriptors.h"
#include "passing.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char prefix[] = "listener=";
static const char message[] = "{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Server\",\"msg\":\"listener\"}\n";

enum { BACKLOG = 1024, PORT_MAX = 65535 };

bool is_listener(const char *note) { return strncmp(note, prefix, sizeof prefix - 1) == 0; }

static bool parse(const char *note, int *channel, int *port) {
  char text[16] = {0};
  const char *const numbers = note + sizeof prefix - 1;
  const char *const colon = strchr(numbers, ':');
  if (colon == NULL || (size_t)(colon - numbers) >= sizeof text) return false;
  memcpy(text, numbers, (size_t)(colon - numbers));
  return parse_descriptor(text, channel) && parse_number(colon + 1, port) && *port >= 1 && *port <= PORT_MAX;
}

static int listen_on(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return -1;
  const struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons((unsigned short)port),
      .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)},
  };
  if (bind(listener, (const struct sockaddr *)&address, sizeof address) == 0 && listen(listener, BACKLOG) == 0)
    return listener;
  const int error = errno;
  (void)close(listener);
  errno = error;
  return -1;
}

static struct listener_failure failed(const char *what) { return (struct listener_failure){what, errno}; }

struct listener_failure hand_out_listener(const char *note) {
  int channel;
  int port;
  errno = EINVAL;
  if (!parse(note, &channel, &port)) return failed("read where the listener goes");
  const int listener = listen_on(port);
  if (listener < 0) return failed("listen inside the sandbox");
  /* Half a message makes the other side wait for the rest in vain, and call the run off. */
  if (!send_descriptor(channel, message, sizeof message - 1, listener)) return failed("hand the listener out");
  if (close(listener) != 0 || close(channel) != 0) return failed("give the listener away");
  return (struct listener_failure){NULL, 0};
}
