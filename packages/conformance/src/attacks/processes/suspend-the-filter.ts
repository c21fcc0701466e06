import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'processes/suspend-the-filter',
  tries: 'to trace a child with the option that suspends its filter',
  source: 'CVE-2022-30594 (PTRACE_O_SUSPEND_SECCOMP)',
  program: c`
int main(void) {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const long with = ptrace(PTRACE_SEIZE, child, 0, 0x200000);
  const long without = with == 0 ? 0 : ptrace(PTRACE_SEIZE, child, 0, 0);
  const int error = errno;
  kill(child, SIGKILL);
  errno = error;
  if (without != 0) refused("ptrace");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
