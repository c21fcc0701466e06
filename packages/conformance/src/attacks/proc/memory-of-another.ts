import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'proc/memory-of-another',
  tries: 'to read the memory of a process outside by its file',
  source: 'proc(5), /proc/pid/mem; CVE-2024-34346',
  program: c`
int main(void) {
  char name[64], text[64] = "";
  snprintf(name, sizeof name, "/proc/%ld/mem", number("BAIT_PID"));
  const int file = open(name, O_RDONLY);
  if (file < 0) refused(name);
  if (pread(file, text, sizeof text - 1, number("BAIT_MEMORY")) < 0) refused("pread");
  puts(text);
}`,
  succeeded: leaked,
  control: 'plain',
}
