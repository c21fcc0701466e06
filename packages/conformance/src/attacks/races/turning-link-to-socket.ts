import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/turning-link-to-socket',
  tries: 'to turn a link from an allowed socket to another, ten thousand times, while it connects through it',
  source: 'CVE-2024-42472 for sockets; docs/decisions/connections-by-the-inner-stage.md',
  program: c`
static volatile int done;

static void *turn(void *nothing) {
  const char *const targets[] = {strdup(path("BAIT", "/allowed.sock")), strdup(path("BAIT", "/stream.sock"))};
  for (int i = 0; !done; i++) {
    symlink(targets[i % 2], path("S", "/new"));
    rename(path("S", "/new"), path("S", "/socket"));
  }
  return nothing;
}

int main(void) {
  const struct sockaddr_un address = socket_path(strdup(path("S", "/socket")));
  const char *const other = strdup(path("BAIT", "/stream.sock"));
  pthread_t thread;
  pthread_create(&thread, NULL, turn, NULL);
  for (int i = 0; i < 10000; i++) {
    const int s = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (s < 0) break;
    struct sockaddr_un peer = {0};
    socklen_t length = sizeof peer;
    if (connect(s, (const struct sockaddr *)&address, sizeof address) == 0 &&
        getpeername(s, (void *)&peer, &length) == 0 && strcmp(peer.sun_path, other) == 0) {
      leave_nonce(s);
      break;
    }
    close(s);
  }
  done = 1;
  pthread_join(thread, NULL);
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
