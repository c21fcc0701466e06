import { type Attack, arrived, c } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/fast-open',
  tries: 'to send with the first packet of a connection that was never asked for',
  source: 'peers 4.1: Landlock does not see MSG_FASTOPEN',
  program: c`
int main(void) {
  const struct sockaddr_in address = loopback(number("BAIT_TCP"));
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (sendto(s, var("NONCE"), 24, MSG_FASTOPEN, (const struct sockaddr *)&address, sizeof address) < 0) refused("sendto");
}`,
  succeeded: arrived,
  control: 'plain',
}
