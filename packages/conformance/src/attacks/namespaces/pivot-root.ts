import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/pivot-root',
  tries: 'to exchange its root directory',
  source: 'pivot_root(2)',
  program: c`
int main(void) {
  if (mount(var("S"), var("S"), NULL, MS_BIND, NULL) != 0) refused("mount");
  mkdir(path("S", "/old"), 0755);
  if (syscall(SYS_pivot_root, var("S"), path("S", "/old")) != 0) refused("pivot_root");
  reached();
}`,
  succeeded: reached,
  control: 'namespace',
}
