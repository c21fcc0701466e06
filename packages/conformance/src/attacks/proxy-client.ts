/** Programs that speak to the proxy of their sandbox, byte by byte. */

import { type Configuration, c, type Program } from './attack.js'

/**
 * Sends bytes and prints the answer. `$PORT` in them is the port of the bait, `$NONCE` the number that shows who came.
 * After a tunnel is open, a request goes through it.
 *
 * @param rounds the bytes of each round, as C writes them; after each an answer is awaited
 */
export function request(...rounds: readonly string[]): Program {
  return c`
static const struct { const char *bytes; size_t length; } rounds[] = {${rounds.map((bytes) => `{"${bytes}", sizeof "${bytes}" - 1}`).join(', ')}};

static size_t put(char *into, const char *value) {
  strcpy(into, value);
  return strlen(value);
}

static size_t filled(char *into, const char *from, size_t length) {
  size_t to = 0;
  char port[16];
  snprintf(port, sizeof port, "%ld", number("BAIT_TCP"));
  for (size_t i = 0; i < length; i++) {
    if (strncmp(from + i, "$PORT", 5) == 0) {
      to += put(into + to, port);
      i += 4;
    } else if (strncmp(from + i, "$BYTES", 6) == 0) {
      into[to++] = (char)(number("BAIT_TCP") >> 8);
      into[to++] = (char)number("BAIT_TCP");
      i += 5;
    } else if (strncmp(from + i, "$NONCE", 6) == 0) {
      to += put(into + to, var("NONCE"));
      i += 5;
    } else
      into[to++] = from[i];
  }
  return to;
}

int main(void) {
  const struct sockaddr_in address = loopback(3128);
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (connect(s, (const struct sockaddr *)&address, sizeof address) != 0) refused("connect");
  for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) {
    char bytes[4096];
    const size_t length = filled(bytes, rounds[i].bytes, rounds[i].length);
    if (send(s, bytes, length, MSG_NOSIGNAL) < 0) refused("send");
    show(s);
  }
}`
}

/** What is asked for in a tunnel. */
export const INSIDE = String.raw`GET /$NONCE HTTP/1.1\r\nHost: allowed.example\r\n\r\n`

export const onlyProxy = ({ egress }: Configuration): string | undefined =>
  egress === 'proxy' ? undefined : 'there is no proxy in this network mode'
