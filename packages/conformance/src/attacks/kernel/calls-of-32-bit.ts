import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/calls-of-32-bit',
  tries: 'to make calls by the numbers of the 32-bit architecture, which mean others',
  source: 'peers 4.4: fence and greywall fail here; seccomp(2) on checking the architecture',
  program: c`
int main(void) {
#ifdef __x86_64__
  long result = 310; /* unshare there */
  __asm__ volatile("int $0x80" : "+a"(result) : "b"(CLONE_NEWUSER) : "memory");
  if (result == 0) reached();
  errno = (int)-result;
#endif
  refused("unshare");
}`,
  succeeded: reached,
  control: 'plain',
  lacks: () => (process.arch === 'x64' ? undefined : 'only x86 has the second table of calls'),
  needs: 'a kernel that emulates 32 bits',
}
