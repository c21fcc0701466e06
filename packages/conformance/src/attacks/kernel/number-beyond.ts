import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/number-beyond',
  tries: 'to make a call whose number has bits that a filter might cut off',
  source: 'CVE-2019-9893, CVE-2019-10063',
  program: c`
int main(void) {
  if (syscall((long)(1UL << 32) | SYS_unshare, CLONE_NEWUSER) != 0) refused("unshare");
  reached();
}`,
  succeeded: reached,
  control: {
    none: 'the kernel itself cuts the number off, before or after the filter, depending on its version',
  },
}
