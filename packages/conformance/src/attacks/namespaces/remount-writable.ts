import { type Attack, c, changed } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/remount-writable',
  tries: 'to make a read-only mount writable again',
  source: 'mount(2), MS_REMOUNT',
  program: c`
int main(void) {
  if (mount(NULL, var("OUT"), NULL, MS_REMOUNT | MS_BIND, NULL) != 0) refused("mount");
  const int file = open(path("OUT", "/victim"), O_WRONLY | O_TRUNC);
  if (file < 0) refused("open");
  leave_nonce(file);
}`,
  succeeded: changed,
  control: 'namespace',
}
