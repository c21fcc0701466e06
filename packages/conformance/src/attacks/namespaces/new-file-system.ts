import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/new-file-system',
  tries: 'to make a file system with the newer calls',
  source: 'fsopen(2), fsmount(2); CVE-2021-41133, CVE-2022-0185',
  program: c`
int main(void) {
  const int context = (int)syscall(SYS_fsopen, "tmpfs", 0);
  if (context < 0) refused("fsopen");
  reached();
}`,
  succeeded: reached,
  control: 'namespace',
}
