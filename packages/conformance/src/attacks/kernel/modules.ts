import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/modules',
  tries: 'to load a module into the kernel',
  source: 'init_module(2), finit_module(2)',
  program: c`
int main(void) {
  reached_unless_refused("init_module", syscall(SYS_init_module, NULL, 0, ""));
}`,
  succeeded: reached,
  control: 'root',
  needs: 'a kernel that takes modules',
}
