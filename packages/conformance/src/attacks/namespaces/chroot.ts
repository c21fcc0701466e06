import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/chroot',
  tries: 'to change its root directory, and to climb out of it with a directory it kept open',
  source: 'chroot(2): the classic way out of a chroot',
  program: c`
int main(void) {
  if (chroot(var("S")) != 0) refused("chroot");
  reached();
}`,
  succeeded: reached,
  control: 'namespace',
}
