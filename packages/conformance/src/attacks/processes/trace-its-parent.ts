import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'processes/trace-its-parent',
  tries: 'to trace the process that started it',
  source: 'ptrace(2); CVE-2016-8659, CVE-2026-41163: a launcher that can be traced while it sets up',
  program: c`
int main(void) {
  if (ptrace(PTRACE_SEIZE, getppid(), 0, 0) != 0) refused("ptrace");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
