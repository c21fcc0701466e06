import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'ipc/keyrings',
  tries: 'to read or add keys in the keyrings of the user',
  source: 'srt 4B.1, 17; keyctl(2)',
  program: c`
int main(void) {
  const long ring = syscall(SYS_keyctl, 0 /* GET_KEYRING_ID */, -4 /* of the user */, 0, 0, 0);
  if (ring < 0) refused("keyctl");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
