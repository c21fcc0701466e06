import { type Attack, c, metadata } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/change-times-outside',
  tries: 'to change the times of a file that it may only read',
  source: 'CVE-2025-55132, CVE-2025-61785 (futimes of a read-only descriptor)',
  program: c`
int main(void) {
  const int file = open(path("OUT", "/victim"), O_RDONLY);
  const struct timespec times[2] = {{1, 0}, {1, 0}};
  if (futimens(file, times) != 0 && utimensat(AT_FDCWD, path("OUT", "/victim"), times, 0) != 0) refused("utimens");
}`,
  succeeded: ({ stage }) => stage.stat('outside/victim')?.mtimeMs === 1000,
  control: 'plain',
  exempt: metadata,
}
