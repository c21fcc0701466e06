import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/mount-proc',
  tries: 'to mount a /proc of its own, without what is closed in ours',
  source: 'CVE-2025-52881; mount_namespaces(7)',
  program: c`
int main(void) {
  if (mount("proc", var("S"), "proc", 0, NULL) != 0) refused("mount");
  reached();
}`,
  succeeded: reached,
  control: 'namespace',
}
