import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/clone-namespace',
  tries: 'to make a namespace with clone, in bits that a filter of 32 bits might overlook',
  source: 'CVE-2019-10063 (comparison of the wrong width)',
  program: c`
int main(void) {
  const unsigned long flags[] = {CLONE_NEWUSER | SIGCHLD, CLONE_NEWUSER | SIGCHLD | (1UL << 32), CLONE_NEWUSER | CLONE_NEWNET | SIGCHLD};
  for (int i = 0; i < 3; i++) {
    const long child = syscall(SYS_clone, flags[i], 0, 0, 0, 0);
    if (child == 0) _exit(0);
    if (child > 0) reached();
  }
  refused("clone");
}`,
  succeeded: reached,
  control: 'plain',
}
