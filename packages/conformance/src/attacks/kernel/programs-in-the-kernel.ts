import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/programs-in-the-kernel',
  tries: 'to load a program into the kernel',
  source: 'bpf(2); CVE-2021-3490, CVE-2023-2163',
  program: c`
int main(void) {
  char attributes[128] = {0};
  reached_unless_refused("bpf", syscall(SYS_bpf, 0 /* BPF_MAP_CREATE */, attributes, sizeof attributes));
}`,
  succeeded: reached,
  control: 'root',
}
