import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/performance-events',
  tries: 'to count events of the machine, of others too',
  source: 'perf_event_open(2); CVE-2013-2094',
  program: c`
int main(void) {
  uint32_t attributes[32] = {1 /* PERF_TYPE_SOFTWARE */, sizeof attributes};
  reached_unless_refused("perf_event_open", syscall(SYS_perf_event_open, attributes, 0, -1, -1, 0));
}`,
  succeeded: reached,
  control: 'root',
}
