import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/ring',
  tries: 'to set up a ring of requests, which does the work of calls without making them',
  source: 'io_uring(7); peers 4.1 and 4.4',
  program: c`
int main(void) {
  char parameters[120] = {0};
  if (syscall(SYS_io_uring_setup, 4, parameters) < 0) refused("io_uring_setup");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
  needs: 'a kernel with rings of requests, switched on',
}
