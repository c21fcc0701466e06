import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/host-name',
  tries: 'to change the name of the host',
  source: 'sethostname(2)',
  program: c`
int main(void) {
  reached_unless_refused("sethostname", syscall(SYS_sethostname, "x", -1));
}`,
  succeeded: reached,
  control: 'root',
}
