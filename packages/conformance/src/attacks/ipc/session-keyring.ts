import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'ipc/session-keyring',
  tries: 'to read the session keyring that it inherited',
  source: 'srt 4B.1, 17',
  program: c`
int main(void) {
  if (syscall(SYS_keyctl, 6 /* DESCRIBE */, -3 /* of the session */, NULL, 0, 0) < 0) refused("keyctl");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
