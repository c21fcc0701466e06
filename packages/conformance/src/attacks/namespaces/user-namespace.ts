import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/user-namespace',
  tries: 'to make a user namespace, in which half of the kernel asks for no rights',
  source: 'codex 10.1.12; peers 4.4',
  program: c`
int main(void) {
  if (unshare(CLONE_NEWUSER) != 0) refused("unshare");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
