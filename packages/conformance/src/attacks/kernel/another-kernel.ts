import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/another-kernel',
  tries: 'to load another kernel',
  source: 'kexec_load(2)',
  program: c`
int main(void) {
  reached_unless_refused("kexec_load", syscall(SYS_kexec_load, 0, 1000, NULL, 0));
}`,
  succeeded: reached,
  control: 'root',
  needs: 'a kernel that loads others',
}
