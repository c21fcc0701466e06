import { type Attack, arrived, c } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/abstract',
  tries: 'to connect to an abstract socket of a process outside',
  source: 'codex 10.1.3; unix(7)',
  program: c`
int main(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "abstract-%ld", number("BAIT_PID"));
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (connect(s, (struct sockaddr *)&address, (socklen_t)(sizeof(sa_family_t) + 1 + (size_t)length)) != 0) refused("connect");
  leave_nonce(s);
}`,
  succeeded: arrived,
  control: 'plain',
}
