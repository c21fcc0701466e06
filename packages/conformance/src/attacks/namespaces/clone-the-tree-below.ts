import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/clone-the-tree-below',
  tries: 'to take a copy of a mount without what is mounted on it, and to read the secret there',
  source: 'open_tree(2) with OPEN_TREE_CLONE; CVE-2021-41133',
  program: c`
int main(void) {
  const int tree = (int)syscall(SYS_open_tree, AT_FDCWD, var("STAGE"), 1 /* OPEN_TREE_CLONE */);
  if (tree < 0) refused("open_tree");
  const int file = openat(tree, "secret/token", O_RDONLY);
  if (file < 0) refused("openat");
  show(file);
}`,
  succeeded: leaked,
  control: 'namespace',
}
