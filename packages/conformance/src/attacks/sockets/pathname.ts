import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/pathname',
  tries: 'to connect to a socket of a process outside, in a directory it may only read',
  source: 'codex 10.1.2; greywall issue 55',
  program: c`
int main(void) {
  const struct sockaddr_un address = socket_path(path("BAIT", "/stream.sock"));
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  if (s < 0) refused("socket");
  if (connect(s, (const struct sockaddr *)&address, sizeof address) != 0) refused("connect");
  leave_nonce(s);
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
