import { type Attack, c, changed, withoutNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/hard-link',
  tries: 'to link what it may only read, ten thousand times, while the target of a link changes',
  source: 'link(2) and linkat(2) with AT_SYMLINK_FOLLOW',
  program: c`
static void *turn(void *nothing) {
  for (int i = 0; i < 10000; i++) {
    symlink(i % 2 ? path("OUT", "/victim") : path("S", "/own"), path("S", "/new"));
    rename(path("S", "/new"), path("S", "/turning"));
  }
  return nothing;
}
int main(void) {
  close(open(path("S", "/own"), O_CREAT | O_WRONLY, 0644));
  pthread_t thread;
  pthread_create(&thread, NULL, turn, NULL);
  for (int i = 0; i < 10000; i++) {
    if (linkat(AT_FDCWD, path("S", "/turning"), AT_FDCWD, path("S", "/linked"), AT_SYMLINK_FOLLOW) != 0) continue;
    const int file = open(path("S", "/linked"), O_WRONLY | O_TRUNC);
    if (file >= 0) close(file);
    unlink(path("S", "/linked"));
  }
  pthread_join(thread, NULL);
}`,
  succeeded: changed,
  control: 'plain',
  exempt: withoutNetwork,
}
