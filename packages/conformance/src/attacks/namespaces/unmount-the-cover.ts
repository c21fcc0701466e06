import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/unmount-the-cover',
  tries: 'to take the cover off a denied directory',
  source: 'umount(2) with MNT_DETACH; the first thing to try in any mount sandbox',
  program: c`
int main(void) {
  if (umount2(path("STAGE", "/secret"), MNT_DETACH) != 0) refused("umount2");
  show_path(var("SECRET"));
}`,
  succeeded: leaked,
  control: 'namespace',
}
