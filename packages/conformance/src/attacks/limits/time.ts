import { type Attack, c, onlyOnce, reached } from '../attack.js'

export const attack: Attack = {
  id: 'limits/time',
  tries: 'to go on after its time, by ignoring every signal and leaving its process group',
  source: 'codex `test_timeout`',
  alone: { limits: { timeout: '1s' } },
  program: c`
int main(void) {
  for (int i = 1; i < 32; i++) signal(i, SIG_IGN);
  if (fork() != 0) {
    pause();
    return 0;
  }
  setsid();
  while (clock() < 3 * CLOCKS_PER_SEC) continue;
  printf("reached %s\n", var("NONCE"));
  fflush(stdout);
  kill(getppid(), SIGKILL);
}`,
  succeeded: reached,
  control: 'plain',
  exempt: onlyOnce,
}
