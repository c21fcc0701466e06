import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'sockets/own-in-place-of-another',
  tries: 'to have a socket of a process outside taken for its own, by a second name or another place',
  source: 'docs/decisions/connections-by-the-inner-stage.md: whose socket it is',
  program: c`
int main(void) {
  if (chdir(var("S")) != 0) refused("chdir");
  const struct sockaddr_un own = socket_path("own");
  const int s = socket(AF_UNIX, SOCK_STREAM, 0);
  if (s >= 0 && bind(s, (const struct sockaddr *)&own, sizeof own) == 0) listen(s, 8);
  link(path("BAIT", "/stream.sock"), "second");
  symlink(path("BAIT", "/stream.sock"), "link");
  leave_nonce_at("second");
  leave_nonce_at("link");
  rename("link", "own");
  leave_nonce_at("own");
  leave_nonce_at(path("BAIT", "/../bait/stream.sock"));
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
