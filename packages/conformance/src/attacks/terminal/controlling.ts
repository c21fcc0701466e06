import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'terminal/controlling',
  tries: 'to take the terminal of another process for its own',
  source: 'TIOCSCTTY in ioctl_tty(2)',
  program: c`
int main(void) {
  if (fork() != 0) {
    wait(NULL);
    return 0;
  }
  setsid();
  const int file = open(var("BAIT_TERMINAL"), O_RDWR);
  if (file < 0) refused("open");
  if (ioctl(file, TIOCSCTTY, 0) != 0) refused("TIOCSCTTY");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
