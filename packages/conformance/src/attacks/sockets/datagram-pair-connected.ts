import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/datagram-pair-connected',
  tries: 'to connect one of a pair of datagram sockets to a process outside',
  source: 'srt 4B.1, 1',
  program: c`
int main(void) {
  const struct sockaddr_un address = socket_path(path("BAIT", "/datagram.sock"));
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0) refused("socketpair");
  if (connect(pair[0], (const struct sockaddr *)&address, sizeof address) != 0) refused("connect");
  leave_nonce(pair[0]);
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
