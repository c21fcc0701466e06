import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/swap',
  tries: 'to have the machine swap to a file of its own',
  source: 'swapon(2)',
  program: c`
int main(void) {
  reached_unless_refused("swapon", syscall(SYS_swapon, path("S", "/none"), 0));
}`,
  succeeded: reached,
  control: 'root',
}
