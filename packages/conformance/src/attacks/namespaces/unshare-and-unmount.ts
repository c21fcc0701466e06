import { type Attack, c, either, leaked, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/unshare-and-unmount',
  tries: 'to become root of namespaces of its own, and to take the cover off there',
  source: 'user_namespaces(7): the copied mounts are locked, unless a kernel forgets it',
  program: c`
int main(void) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) refused("unshare");
  if (umount2(path("STAGE", "/secret"), MNT_DETACH) != 0) {
    perror("umount2");
    reached();
  }
  show_path(var("SECRET"));
}`,
  succeeded: either(leaked, reached),
  control: 'namespace',
}
