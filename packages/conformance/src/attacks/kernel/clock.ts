import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/clock',
  tries: 'to set the clock',
  source: 'settimeofday(2), clock_settime(2), adjtimex(2)',
  program: c`
int main(void) {
  const struct timeval never = {0, 2000000};
  reached_unless_refused("settimeofday", syscall(SYS_settimeofday, &never, NULL));
}`,
  succeeded: reached,
  control: 'plain',
}
