import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/log',
  tries: 'to read the log of the kernel, addresses included',
  source: 'syslog(2)',
  program: c`
int main(void) {
  char text[4096];
  if (syscall(SYS_syslog, 3 /* READ_ALL */, text, sizeof text) < 0) refused("syslog");
  reached();
}`,
  succeeded: reached,
  control: 'root',
}
