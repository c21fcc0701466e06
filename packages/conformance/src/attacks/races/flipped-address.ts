import { type Attack, arrived, c, hostNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/flipped-address',
  tries: 'to change the address of a connection, ten thousand times, between the look at it and its use',
  source: 'peers 4.1: seccomp notifications and the pointers of calls; CVE-2019-2054 is of the kind',
  program: c`
static struct sockaddr_un shared, allowed, other;

static void *flip(void *done) {
  while (!*(volatile int *)done) {
    memcpy(&shared, &other, sizeof other);
    memcpy(&shared, &allowed, sizeof allowed);
  }
  return NULL;
}

int main(void) {
  shared = allowed = socket_path(path("BAIT", "/allowed.sock"));
  other = socket_path(path("BAIT", "/stream.sock"));
  race_for_connection(flip, &shared, other.sun_path);
}`,
  succeeded: arrived,
  control: 'plain',
  exempt: hostNetwork,
}
