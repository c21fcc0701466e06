import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'processes/compare-resources',
  tries: 'to learn how the kernel orders its objects by comparing them between processes',
  source: 'kcmp(2)',
  program: c`
int main(void) {
  if (syscall(SYS_kcmp, getpid(), getppid(), 1 /* KCMP_VM */, 0, 0) < 0) refused("kcmp");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
