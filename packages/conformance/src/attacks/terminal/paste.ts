import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'terminal/paste',
  tries: 'to paste into the console',
  source: 'CVE-2023-28100, CVE-2023-1523 (TIOCLINUX)',
  program: c`
int main(void) {
  char paste[] = {3, 0};
  const int file = open("/dev/ptmx", O_RDWR | O_NOCTTY);
  if (file < 0) refused("/dev/ptmx");
  /* A pseudo terminal does not know the request; a filter refuses it before that. */
  if (ioctl(file, TIOCLINUX, paste) != 0 && errno == EPERM) refused("TIOCLINUX");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
