import { type Attack, c, changed } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/set-mount-attributes',
  tries: 'to clear the read-only attribute of a mount by the newer call',
  source: 'mount_setattr(2); CVE-2021-41133',
  program: c`
int main(void) {
  struct { uint64_t set, clear, propagation, user; } attributes = {.clear = 1 /* MOUNT_ATTR_RDONLY */};
  if (syscall(SYS_mount_setattr, AT_FDCWD, var("OUT"), 0, &attributes, sizeof attributes) != 0) refused("mount_setattr");
  const int file = open(path("OUT", "/victim"), O_WRONLY | O_TRUNC);
  if (file < 0) refused("open");
  leave_nonce(file);
}`,
  succeeded: changed,
  control: 'namespace',
}
