import { type Attack, arrived, c } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/stream-pair-connected',
  tries: 'to connect a socket that came out of a pair of streams',
  source: 'socketpair(2)',
  program: c`
int main(void) {
  const struct sockaddr_un address = socket_path(path("BAIT", "/stream.sock")), nobody = {.sun_family = AF_UNSPEC};
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) refused("socketpair");
  connect(pair[0], (const struct sockaddr *)&nobody, sizeof(sa_family_t));
  if (connect(pair[0], (const struct sockaddr *)&address, sizeof address) != 0) refused("connect");
  leave_nonce(pair[0]);
}`,
  succeeded: arrived,
  control: { none: 'a paired stream is connected for good, today' },
}
