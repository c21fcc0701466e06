import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'processes/take-a-descriptor',
  tries: 'to take an open file from a process outside',
  source: 'pidfd_getfd(2)',
  program: c`
int main(void) {
  const int process = (int)syscall(SYS_pidfd_open, number("BAIT_PID"), 0);
  const int file = process < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, process, number("BAIT_FILE"), 0);
  if (file < 0) refused("pidfd_getfd");
  char text[64] = "";
  if (pread(file, text, sizeof text - 1, 0) < 0) refused("pread");
  puts(text);
}`,
  succeeded: leaked,
  control: 'plain',
}
