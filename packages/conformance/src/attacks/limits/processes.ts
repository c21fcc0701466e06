import { type Attack, c, onlyOnce, reached } from '../attack.js'

export const attack: Attack = {
  id: 'limits/processes',
  tries: 'to make more processes than it was given',
  source: 'srt 4B.1, 35: 3,000 processes',
  alone: { limits: { processes: 20 } },
  program: c`
int main(void) {
  int pipes[2];
  if (pipe(pipes) != 0) refused("pipe");
  for (int i = 0; i < 64; i++) {
    const pid_t child = fork();
    if (child < 0) refused("fork");
    if (child == 0) {
      char byte;
      close(pipes[1]);
      _exit(read(pipes[0], &byte, 1) != 0);
    }
  }
  reached();
}`,
  succeeded: reached,
  control: 'plain',
  exempt: (configuration) =>
    configuration.user === 'root' || configuration.backend === 'landlock'
      ? 'the kernel exempts root, and without a namespace it would count those of the user: refused by name'
      : onlyOnce(configuration),
}
