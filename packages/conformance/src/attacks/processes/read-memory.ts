import { type Attack, c, leaked } from '../attack.js'

export const attack: Attack = {
  id: 'processes/read-memory',
  tries: 'to read the memory of a process outside by the call for that',
  source: 'process_vm_readv(2); srt 4B.2',
  program: c`
int main(void) {
  char text[64] = "";
  struct iovec here = {text, sizeof text - 1}, there = {(void *)number("BAIT_MEMORY"), sizeof text - 1};
  if (process_vm_readv((pid_t)number("BAIT_PID"), &here, 1, &there, 1, 0) < 0) refused("process_vm_readv");
  puts(text);
}`,
  succeeded: leaked,
  control: 'plain',
}
