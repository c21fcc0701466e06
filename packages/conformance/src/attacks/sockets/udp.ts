import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/udp',
  tries: 'to send a datagram to a service of the host on its loopback address',
  source: 'peers 4.1: Landlock does not see UDP',
  program: c`
int main(void) {
  const struct sockaddr_in address = loopback(number("BAIT_UDP"));
  const int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (s < 0) refused("socket");
  if (sendto(s, var("NONCE"), 24, 0, (const struct sockaddr *)&address, sizeof address) < 0) refused("sendto");
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
