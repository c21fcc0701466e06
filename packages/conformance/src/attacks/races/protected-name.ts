import { type Attack, c, withoutNetwork } from '../attack.js'

export const attack: Attack = {
  id: 'races/protected-name',
  tries: 'to create a missing repository, ten thousand times in four ways, from two processes',
  source: 'CVE-2026-25725; codex 7.6, the monitor that comes too late',
  program: c`
int main(void) {
  mkdir(path("S", "/new"), 0755);
  const pid_t other = fork();
  for (int i = 0; i < 10000; i++) {
    mkdir(path("W", "/.git"), 0755);
    rename(path("S", "/new"), path("W", "/.git"));
    symlink(var("S"), path("W", "/.git"));
    rmdir(path("W", "/.git"));
    const int file = open(path("W", "/.git/HEAD"), O_CREAT | O_WRONLY, 0644);
    if (file >= 0) close(file);
  }
  if (other == 0) _exit(0);
  wait(NULL);
  mkdir(path("W", "/.git"), 0755);
}`,
  succeeded: ({ stage }) => stage.exists('w/.git'),
  control: 'plain',
  exempt: withoutNetwork,
}
