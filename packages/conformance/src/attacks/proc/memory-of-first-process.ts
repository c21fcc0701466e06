import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'proc/memory-of-first-process',
  tries: 'to write into the memory of the process that holds its sandbox together',
  source: 'CVE-2024-34346; proc(5)',
  program: c`
int main(void) {
  char name[64];
  snprintf(name, sizeof name, "/proc/%ld/mem", number("BAIT_PID"));
  if (open("/proc/1/mem", O_RDWR) < 0 && open(name, O_RDWR) < 0) refused("open");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
