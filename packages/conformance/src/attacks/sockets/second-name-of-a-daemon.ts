import { type Attack, arrived, c } from '../attack.js'
import { daemonsWithoutNamespaces } from '../daemon.js'

export const attack: Attack = {
  id: 'sockets/second-name-of-a-daemon',
  tries: 'to reach the socket of a daemon through a link or another name of its own',
  source: 'codex `daemon_sockets_are_hidden_with_network_and_tmp_write_grants`',
  program: c`
int main(void) {
  if (chdir(var("S")) != 0) refused("chdir");
  symlink(path("BAIT", "/run/docker.sock"), "a");
  link(path("BAIT", "/run/docker.sock"), "b");
  leave_nonce_at("a");
  leave_nonce_at("b");
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: daemonsWithoutNamespaces,
}
