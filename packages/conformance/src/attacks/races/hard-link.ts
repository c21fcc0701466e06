import { type Attack, c, changed, withoutNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/hard-link',
  tries: 'to link what it may only read, ten thousand times, while the target of a link changes',
  source: 'link(2) and linkat(2) with AT_SYMLINK_FOLLOW',
  program: c`
static const char *victim, *own, *fresh, *turning;
static volatile int done;

static void *turn(void *nothing) {
  for (int i = 0; i < 10000; i++) {
    symlink(i % 2 ? victim : own, fresh);
    rename(fresh, turning);
  }
  done = 1;
  return nothing;
}

int main(void) {
  victim = path("OUT", "/victim");
  own = path("S", "/own");
  fresh = path("S", "/new");
  turning = path("S", "/turning");
  const char *const linked = path("S", "/linked");
  close(open(own, O_CREAT | O_WRONLY, 0644));
  pthread_t thread;
  pthread_create(&thread, NULL, turn, NULL);
  /* As long as it turns: what begins late on a busy machine would be missed. */
  while (!done) {
    if (linkat(AT_FDCWD, turning, AT_FDCWD, linked, AT_SYMLINK_FOLLOW) != 0) continue;
    const int file = open(linked, O_WRONLY | O_TRUNC);
    if (file >= 0) close(file);
    unlink(linked);
  }
  pthread_join(thread, NULL);
}`,
  succeeded: changed,
  control: 'plain',
  exempt: withoutNetwork,
}
