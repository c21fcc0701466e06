import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/calls-of-x32',
  tries: 'to make calls by the numbers of the x32 architecture, which filters by number overlook',
  source: 'codex 10.1.1; peers 4.1',
  program: c`
int main(void) {
  if (syscall(0x40000000 + 272 /* unshare */, CLONE_NEWUSER) != 0) refused("unshare");
  reached();
}`,
  succeeded: reached,
  control: { none: 'kernels are built without x32 nowadays' },
}
