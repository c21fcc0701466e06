import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/overlay',
  tries: 'to lay a writable layer over what is read-only',
  source: 'CVE-2023-0386, CVE-2021-3493: overlayfs in a user namespace',
  program: c`
int main(void) {
  char options[8192];
  mkdir(path("S", "/upper"), 0755);
  mkdir(path("S", "/work"), 0755);
  snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s/upper,workdir=%s/work", var("OUT"), var("S"), var("S"));
  if (mount("overlay", var("OUT"), "overlay", 0, options) == 0) reached();
  if (errno != EPERM || unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) reached();
  refused("mount");
}`,
  succeeded: reached,
  control: 'namespace',
}
