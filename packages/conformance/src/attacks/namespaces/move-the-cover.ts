import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/move-the-cover',
  tries: 'to move the cover of a denied directory somewhere else',
  source: 'move_mount(2), MS_MOVE',
  program: c`
int main(void) {
  if (syscall(SYS_move_mount, AT_FDCWD, path("STAGE", "/secret"), AT_FDCWD, var("S"), 0) != 0 &&
      mount(path("STAGE", "/secret"), var("S"), NULL, MS_MOVE, NULL) != 0)
    refused("move_mount");
  show_path(var("SECRET"));
}`,
  succeeded: leaked,
  control: 'namespace',
}
