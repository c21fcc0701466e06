import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/exchange-parent-of-denied',
  tries: 'to exchange a directory above a denied one with another, in one step',
  source: 'renameat2(2), RENAME_EXCHANGE',
  rules: { 'w/a/closed': 'deny' },
  tree: { 'w/a/closed/token': '$TOKEN', 'w/b/': '' },
  program: c`
int main(void) {
  if (renameat2(AT_FDCWD, path("W", "/a"), AT_FDCWD, path("W", "/b"), RENAME_EXCHANGE) != 0) refused("renameat2");
  show_path(path("W", "/b/closed/token"));
}`,
  succeeded: leaked,
  control: 'plain',
}
