import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/turning-link-to-socket',
  tries: 'to turn a link from an allowed socket to another, ten thousand times, while it connects through it',
  source: 'CVE-2024-42472 for sockets; docs/decisions/connections-by-the-inner-stage.md',
  program: c`
static const char *allowed, *other, *fresh, *name;

static void *turn(void *done) {
  for (int i = 0; !*(volatile int *)done; i++) {
    symlink(i % 2 == 0 ? allowed : other, fresh);
    rename(fresh, name);
  }
  return NULL;
}

int main(void) {
  allowed = path("BAIT", "/allowed.sock");
  other = path("BAIT", "/stream.sock");
  fresh = path("S", "/new");
  name = path("S", "/socket");
  const struct sockaddr_un address = socket_path(name);
  race_for_connection(turn, &address, other);
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
