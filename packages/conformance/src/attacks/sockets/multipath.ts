import { type Attack, arrived, c } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/multipath',
  tries: 'to connect with multipath TCP, which filters by protocol overlook',
  source: 'landlock-lsm/linux issue 54; peers 4.1',
  program: c`
int main(void) {
  const struct sockaddr_in address = loopback(number("BAIT_TCP"));
  const int s = socket(AF_INET, SOCK_STREAM, 262 /* IPPROTO_MPTCP */);
  if (s < 0) refused("socket");
  if (connect(s, (const struct sockaddr *)&address, sizeof address) != 0) refused("connect");
  leave_nonce(s);
}`,
  succeeded: arrived,
  control: 'plain',
  needs: 'a kernel with multipath TCP',
}
