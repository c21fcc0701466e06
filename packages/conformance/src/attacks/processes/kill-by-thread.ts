import { type Attack, c, harmed } from '../attack.js'

export const attack: Attack = {
  id: 'processes/kill-by-thread',
  tries: 'to end a process outside by the calls that name a thread',
  source: 'tkill(2), tgkill(2), rt_sigqueueinfo(2)',
  victim: true,
  program: c`
int main(void) {
  const long pid = number("VICTIM");
  siginfo_t information = {.si_signo = SIGTERM, .si_code = SI_QUEUE};
  if (syscall(SYS_tgkill, pid, pid, SIGKILL) != 0 && syscall(SYS_tkill, pid, SIGKILL) != 0 &&
      syscall(SYS_rt_sigqueueinfo, pid, SIGTERM, &information) != 0)
    refused("tgkill");
}`,
  succeeded: harmed,
  control: 'plain',
}
