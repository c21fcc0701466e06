import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/enter-by-pidfd',
  tries: 'to enter the namespaces of another process by a descriptor of it',
  source: 'setns(2) with a pidfd, Linux 5.8',
  program: c`
int main(void) {
  const long pids[] = {number("BAIT_PID"), 1, getppid(), getpid()};
  for (int i = 0; i < 4; i++) {
    const int file = (int)syscall(SYS_pidfd_open, pids[i], 0);
    if (file >= 0 && setns(file, CLONE_NEWNS) == 0) reached();
  }
  refused("setns");
}`,
  succeeded: reached,
  control: 'namespace',
}
