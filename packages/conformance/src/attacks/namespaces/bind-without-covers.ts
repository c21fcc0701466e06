import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/bind-without-covers',
  tries: 'to bind the directory above the denied one elsewhere, without the mounts on it',
  source: 'mount(2), MS_BIND without MS_REC',
  program: c`
int main(void) {
  if (mount(var("STAGE"), var("S"), NULL, MS_BIND, NULL) != 0) refused("mount");
  show_path(path("S", "/secret/token"));
}`,
  succeeded: leaked,
  control: 'namespace',
}
