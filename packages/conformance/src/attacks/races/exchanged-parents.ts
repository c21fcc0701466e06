import { type Attack, c, leaked, withoutNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/exchanged-parents',
  tries: 'to exchange the directories above a denied one, ten thousand times, while another thread reads',
  source: 'renameat2(2), RENAME_EXCHANGE',
  rules: { 'w/scratch/a/closed': 'deny' },
  tree: { 'w/scratch/a/closed/token': '$TOKEN', 'w/scratch/b/closed/': '' },
  program: c`
static void *swap(void *nothing) {
  for (int i = 0; i < 10000; i++) renameat2(AT_FDCWD, path("S", "/a"), AT_FDCWD, path("S", "/b"), RENAME_EXCHANGE);
  return nothing;
}
int main(void) {
  const char *names[] = {strdup(path("S", "/a/closed/token")), strdup(path("S", "/b/closed/token"))};
  pthread_t thread;
  pthread_create(&thread, NULL, swap, NULL);
  for (int i = 0; i < 10000; i++) {
    const int file = open(names[i % 2], O_RDONLY);
    if (file < 0) continue;
    show(file);
    break;
  }
  pthread_join(thread, NULL);
}`,
  succeeded: leaked,
  control: 'plain',
  exempt: withoutNetwork,
}
