import { type Attack, c, changed } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/truncate-outside',
  tries: 'to cut a file it may only read, by its path and while it opens it for reading',
  source: 'Landlock before ABI 3 let truncate(2) pass',
  program: c`
int main(void) {
  open(path("OUT", "/victim"), O_RDONLY | O_TRUNC);
  if (truncate(path("OUT", "/victim"), 0) != 0) refused("truncate");
}`,
  succeeded: changed,
  control: 'plain',
}
