import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'processes/write-memory',
  tries: 'to write into the memory of a process outside, or of its own parent',
  source: 'process_vm_writev(2)',
  program: c`
int main(void) {
  char text[1];
  struct iovec here = {text, 0}, there = {(void *)number("BAIT_MEMORY"), 0};
  if (process_vm_writev((pid_t)number("BAIT_PID"), &here, 1, &there, 1, 0) < 0 &&
      process_vm_writev(getppid(), &here, 1, &there, 1, 0) < 0)
    refused("process_vm_writev");
  reached();
}`,
  succeeded: reached,
  control: 'plain',
}
