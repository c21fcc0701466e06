import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/ports',
  tries: 'to drive the hardware',
  source: 'iopl(2), ioperm(2)',
  program: c`
int main(void) {
#ifdef SYS_iopl
  if (syscall(SYS_iopl, 3) != 0 && syscall(SYS_ioperm, 0x80, 1, 1) != 0) refused("iopl");
  reached();
#endif
}`,
  succeeded: reached,
  control: 'root',
  needs: 'a kernel that lets root drive the hardware',
  lacks: () => (process.arch === 'x64' ? undefined : 'only x86 has ports'),
}
