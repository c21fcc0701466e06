import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/page-faults',
  tries: 'to answer its own page faults, with which races in the kernel are won',
  source: 'userfaultfd(2); CVE-2016-6187 and most exploits after it',
  program: c`
int main(void) {
  reached_unless_refused("userfaultfd", syscall(SYS_userfaultfd, 1 /* UFFD_USER_MODE_ONLY */));
}`,
  succeeded: reached,
  control: 'plain',
  needs: 'a kernel with userfaultfd',
}
