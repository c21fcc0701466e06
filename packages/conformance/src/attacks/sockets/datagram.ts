import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/datagram',
  tries: 'to send a datagram to a socket of a process outside',
  source: 'srt 4B.1, 1: the logs and the service manager listen so',
  program: c`
int main(void) {
  const struct sockaddr_un address = socket_path(path("BAIT", "/datagram.sock"));
  const int s = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (s < 0) refused("socket");
  if (sendto(s, var("NONCE"), 24, 0, (const struct sockaddr *)&address, sizeof address) < 0) refused("sendto");
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
