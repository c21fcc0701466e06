import { type Attack, c, onlyOnce, reached } from '../attack.js'

export const attack: Attack = {
  id: 'limits/processor-time',
  tries: 'to use the processor for longer than it was given',
  source: 'srt 4B.1, 35',
  alone: { limits: { cpu: '1s' } },
  program: c`
int main(void) {
  signal(SIGXCPU, SIG_IGN);
  while (clock() < 3 * CLOCKS_PER_SEC) continue;
  reached();
}`,
  succeeded: reached,
  control: 'plain',
  exempt: onlyOnce,
}
