import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/pick-file-system',
  tries: 'to reconfigure the file system below a mount',
  source: 'fspick(2), fsconfig(2)',
  program: c`
int main(void) {
  if (syscall(SYS_fspick, AT_FDCWD, path("STAGE", "/secret"), 0) < 0) refused("fspick");
  reached();
}`,
  succeeded: reached,
  control: 'namespace',
}
