import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/tcp',
  tries: 'to connect to a service of the host on its loopback address',
  source: 'codex 10.1.3; srt advisories 131, 188, 225',
  program: c`
int main(void) {
  const struct sockaddr_in address = loopback(number("BAIT_TCP"));
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (connect(s, (const struct sockaddr *)&address, sizeof address) != 0) refused("connect");
  leave_nonce(s);
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
