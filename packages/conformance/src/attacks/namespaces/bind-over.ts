import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/bind-over',
  tries: 'to mount a directory of its own over one that other programs trust',
  source: 'mount(2), MS_BIND; CVE-2024-42472',
  program: c`
int main(void) {
  if (mount(var("S"), var("OUT"), NULL, MS_BIND, NULL) != 0) refused("mount");
  reached();
}`,
  succeeded: reached,
  control: 'namespace',
}
