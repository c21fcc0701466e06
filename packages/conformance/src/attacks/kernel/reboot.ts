import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/reboot',
  tries: 'to reboot; with a number that the kernel refuses, but only after it asked for the right to',
  source: 'reboot(2)',
  program: c`
int main(void) {
  reached_unless_refused("reboot", syscall(SYS_reboot, 1, 2, 3, NULL));
}`,
  succeeded: reached,
  control: 'root',
}
