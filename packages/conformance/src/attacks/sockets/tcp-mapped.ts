import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/tcp-mapped',
  tries: 'to connect to a service of the host by an IPv6 socket',
  source: 'RFC 4291, IPv4-mapped addresses; srt 4B.2',
  program: c`
int main(void) {
  struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)number("BAIT_TCP"))};
  inet_pton(AF_INET6, "::ffff:127.0.0.1", &address.sin6_addr);
  const int s = socket(AF_INET6, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (connect(s, (const struct sockaddr *)&address, sizeof address) != 0) refused("connect");
  leave_nonce(s);
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
