import { type Attack, c, metadata } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/change-mode-outside',
  tries: 'to change the mode of a file that it may only read',
  source: 'CVE-2024-36137 (fchmod of a read-only descriptor)',
  program: c`
int main(void) {
  const int file = open(path("OUT", "/victim"), O_RDONLY);
  if (fchmod(file, 0777) != 0 && chmod(path("OUT", "/victim"), 0777) != 0) refused("chmod");
}`,
  succeeded: ({ stage }) => (stage.stat('outside/victim')?.mode ?? 0) % 0o1000 === 0o777,
  control: 'plain',
  exempt: metadata,
}
