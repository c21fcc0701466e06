import { type Attack, c, harmed } from '../attack.js'

export const attack: Attack = {
  id: 'processes/kill-by-descriptor',
  tries: 'to end a process outside by a descriptor of it',
  source: 'pidfd_send_signal(2)',
  victim: true,
  program: c`
int main(void) {
  const int file = (int)syscall(SYS_pidfd_open, number("VICTIM"), 0);
  if (file < 0) refused("pidfd_open");
  if (syscall(SYS_pidfd_send_signal, file, SIGKILL, NULL, 0) != 0) refused("pidfd_send_signal");
}`,
  succeeded: harmed,
  control: 'plain',
}
