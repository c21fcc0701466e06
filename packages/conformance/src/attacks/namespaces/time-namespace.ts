import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/time-namespace',
  tries: 'to make a time, UTS, IPC or cgroup namespace',
  source: 'namespaces(7)',
  program: c`
int main(void) {
  static const int kinds[] = {CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWCGROUP, 0x80 /* CLONE_NEWTIME */, CLONE_NEWPID};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (unshare(kinds[i]) == 0) reached();
  refused("unshare");
}`,
  succeeded: reached,
  control: 'namespace',
}
