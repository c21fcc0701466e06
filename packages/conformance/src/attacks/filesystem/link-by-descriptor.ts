import { type Attack, c, created } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/link-by-descriptor',
  tries: 'to give a name outside to a file without one',
  source: 'open(2), O_TMPFILE and linkat(2) with AT_EMPTY_PATH or /proc/self/fd',
  program: c`
int main(void) {
  const int file = open(var("S"), O_TMPFILE | O_RDWR, 0644);
  if (file < 0) refused("O_TMPFILE");
  char own[64];
  snprintf(own, sizeof own, "/proc/self/fd/%d", file);
  if (linkat(AT_FDCWD, own, AT_FDCWD, path("OUT", "/new"), AT_SYMLINK_FOLLOW) != 0) refused("linkat");
}`,
  succeeded: created,
  control: 'plain',
}
