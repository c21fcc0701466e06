import { type Attack, c, harmed, processList } from '../attack.js'

export const attack: Attack = {
  id: 'processes/slow-another-down',
  tries: 'to give a process outside the lowest priority and another processor',
  source: 'setpriority(2), sched_setaffinity(2)',
  victim: true,
  program: c`
int main(void) {
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  const pid_t pid = (pid_t)number("VICTIM");
  const int priority = setpriority(PRIO_PROCESS, (id_t)pid, 19), processor = sched_setaffinity(pid, sizeof first, &first);
  if (priority != 0 && processor != 0) refused("setpriority");
}`,
  succeeded: harmed,
  control: 'plain',
  exempt: processList,
}
