import { type Attack, arrived, c } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/abstract-datagram',
  tries: 'to send a datagram to an abstract socket of a process outside',
  source: 'unix(7); Landlock scopes them from ABI 6 on',
  program: c`
int main(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "abstract-datagram-%ld", number("BAIT_PID"));
  int s = socket(AF_UNIX, SOCK_DGRAM, 0), pair[2];
  if (s < 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0) s = pair[0];
  if (s < 0) refused("socket");
  if (sendto(s, var("NONCE"), 24, 0, (struct sockaddr *)&address, (socklen_t)(sizeof(sa_family_t) + 1 + (size_t)length)) < 0)
    refused("sendto");
}`,
  succeeded: arrived,
  control: 'plain',
}
