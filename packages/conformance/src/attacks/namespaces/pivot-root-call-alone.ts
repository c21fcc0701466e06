import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/pivot-root-call-alone',
  tries: 'to call pivot_root without a mount to go to',
  source: 'pivot_root(2): an answer other than "not permitted" shows that it is let through',
  program: c`
int main(void) {
  reached_unless_refused("pivot_root", syscall(SYS_pivot_root, var("S"), var("S")));
}`,
  succeeded: reached,
  control: 'namespace',
}
