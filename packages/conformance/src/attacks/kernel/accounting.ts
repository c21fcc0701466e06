import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/accounting',
  tries: 'to have the kernel write about every process into a file',
  source: 'acct(2)',
  program: c`
int main(void) {
  reached_unless_refused("acct", syscall(SYS_acct, path("S", "/none")));
}`,
  succeeded: reached,
  control: 'root',
}
