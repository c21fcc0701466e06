/* Connects standard streams with a host, through the egress proxy: what ssh calls a ProxyCommand. */
#include "connect.h"
#include "descriptors.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, HEAD_MAX = 1 << 16, HOST_MAX = 255, PORT_MAX = 65535 };

static char buffer[HEAD_MAX + 1];

static int fail(const char *what, const char *subject) {
  (void)dprintf(STDERR_FILENO, "sandbox: %s%s%s\n", what, subject == NULL ? "" : ": ",
                subject == NULL ? "" : subject);
  return 1;
}

/* Nothing that could end the line of the request; the proxy judges the rest. */
static bool is_host(const char *text) {
  const size_t length = strlen(text);
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f) return false;
  return length > 0 && length <= HOST_MAX;
}

/* Of `http://127.0.0.1:3128`, with a slash at the end or without. */
static bool read_proxy(const char *url, struct sockaddr_in *address) {
  char text[64];
  int port;
  const size_t scheme = strlen("http://");
  if (url == NULL || strncmp(url, "http://", scheme) != 0 || strlen(url + scheme) >= sizeof text) return false;
  strcpy(text, url + scheme);
  char *const slash = strchr(text, '/');
  if (slash != NULL && slash[1] == '\0') *slash = '\0';
  char *const colon = strchr(text, ':');
  if (colon == NULL) return false;
  *colon = '\0';
  if (!parse_number(colon + 1, &port) || port < 1 || port > PORT_MAX) return false;
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  return inet_pton(AF_INET, text, &address->sin_addr) == 1;
}

static int open_connection(const struct sockaddr_in *proxy) {
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0) return -1;
  if (connect(connection, (const struct sockaddr *)proxy, sizeof *proxy) == 0) return connection;
  const int error = errno;
  (void)close(connection);
  errno = error;
  return -1;
}

static bool send_fully(int connection, const char *bytes, size_t size) {
  while (size > 0) {
    const ssize_t put = send(connection, bytes, size, MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes += put;
    size -= (size_t)put;
  }
  return true;
}

static bool write_fully(int stream, const char *bytes, size_t size) {
  while (size > 0) {
    const ssize_t put = write(stream, bytes, size);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes += put;
    size -= (size_t)put;
  }
  return true;
}

static ssize_t read_some(int descriptor, char *bytes, size_t size) {
  ssize_t got;
  do got = read(descriptor, bytes, size);
  while (got < 0 && errno == EINTR);
  return got;
}

static bool ask(int connection, const char *host, const char *port) {
  static char request[2 * (HOST_MAX + 16) + 64];
  const bool is_ipv6 = strchr(host, ':') != NULL && host[0] != '[';
  const char *const open = is_ipv6 ? "[" : "";
  const char *const close_ = is_ipv6 ? "]" : "";
  const int size = snprintf(request, sizeof request, "CONNECT %s%s%s:%s HTTP/1.1\r\nHost: %s%s%s:%s\r\n\r\n", open, host,
                            close_, port, open, host, close_, port);
  return size > 0 && (size_t)size < sizeof request && send_fully(connection, request, (size_t)size);
}

/* The answer's head, and whatever came with it. */
struct answer {
  size_t size;
  /* Behind the empty line; NULL when there was none. */
  char *body;
};

static struct answer read_answer(int connection) {
  struct answer answer = {0, NULL};
  while (answer.body == NULL && answer.size < HEAD_MAX) {
    const ssize_t got = read_some(connection, buffer + answer.size, HEAD_MAX - answer.size);
    if (got <= 0) break;
    answer.size += (size_t)got;
    buffer[answer.size] = '\0';
    char *const end = strstr(buffer, "\r\n\r\n");
    if (end != NULL) answer.body = end + 4;
  }
  return answer;
}

static size_t body_size(const char *head) {
  const char *const field = strcasestr(head, "\r\ncontent-length:");
  return field == NULL ? 0 : (size_t)strtoul(field + strlen("\r\ncontent-length:"), NULL, 10);
}

/* The proxy says in the body what was refused, and what would allow it. */
static int pass_refusal_on(int connection, const struct answer *answer) {
  size_t left = body_size(buffer);
  size_t here = answer->size - (size_t)(answer->body - buffer);
  char *bytes = answer->body;
  while (left > 0 && here > 0) {
    const size_t size = here < left ? here : left;
    if (!write_fully(STDERR_FILENO, bytes, size)) break;
    left -= size;
    const ssize_t got = left == 0 ? 0 : read_some(connection, buffer, HEAD_MAX);
    here = got < 0 ? 0 : (size_t)got;
    bytes = buffer;
  }
  return 1;
}

static void *send_input(void *argument) {
  static char bytes[CHUNK];
  const int connection = *(const int *)argument;
  for (ssize_t got; (got = read_some(STDIN_FILENO, bytes, sizeof bytes)) > 0;)
    if (!send_fully(connection, bytes, (size_t)got)) return NULL;
  (void)shutdown(connection, SHUT_WR);
  return NULL;
}

static int move_streams(int connection, const struct answer *answer) {
  const size_t early = answer->size - (size_t)(answer->body - buffer);
  if (!write_fully(STDOUT_FILENO, answer->body, early)) return 1;
  pthread_t sender;
  const int error = pthread_create(&sender, NULL, send_input, &connection);
  if (error != 0) return fail("cannot start a thread", strerror(error));
  for (ssize_t got; (got = read_some(connection, buffer, CHUNK)) > 0;)
    if (!write_fully(STDOUT_FILENO, buffer, (size_t)got)) _exit(1);
  /* The sender may still wait for input that nobody will take. */
  _exit(0);
}

int connect_streams(const char *host, const char *port) {
  int number;
  struct sockaddr_in proxy;
  if (!is_host(host)) return fail("not a host", host);
  if (!parse_number(port, &number) || number < 1 || number > PORT_MAX) return fail("not a port", port);
  if (!read_proxy(getenv("HTTPS_PROXY"), &proxy)) return fail("HTTPS_PROXY does not name the sandbox's egress proxy", NULL);
  const int connection = open_connection(&proxy);
  if (connection < 0) return fail("cannot reach the egress proxy", strerror(errno));
  if (!ask(connection, host, port)) return fail("cannot ask the egress proxy", strerror(errno));
  const struct answer answer = read_answer(connection);
  if (answer.body == NULL) return fail("the egress proxy ended the connection without an answer", NULL);
  const bool connected = strncmp(buffer, "HTTP/1.1 200 ", strlen("HTTP/1.1 200 ")) == 0;
  return connected ? move_streams(connection, &answer) : pass_refusal_on(connection, &answer);
}
