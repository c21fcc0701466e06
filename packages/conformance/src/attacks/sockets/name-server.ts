import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/name-server',
  tries: 'to carry data out by asking a name server',
  source: 'CVE-2025-55284 (exfiltration by DNS)',
  program: c`
int main(void) {
  struct sockaddr_in address = loopback(number("BAIT_UDP"));
  char question[64] = {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 24};
  memcpy(question + 13, var("NONCE"), 24);
  question[39] = question[41] = 1;
  const int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (s < 0) refused("socket");
  if (connect(s, (struct sockaddr *)&address, sizeof address) != 0) refused("connect");
  if (send(s, question + 13, 29, 0) < 0) refused("send");
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
