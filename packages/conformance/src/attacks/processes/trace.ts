import { type Attack, c } from '../attack.js'

export const attack: Attack = {
  id: 'processes/trace',
  tries: 'to trace a process outside and read its memory',
  source: 'ptrace(2); srt 4B.2',
  program: c`
int main(void) {
  const pid_t pid = (pid_t)number("BAIT_PID");
  if (ptrace(PTRACE_SEIZE, pid, 0, 0) != 0) refused("ptrace");
  ptrace(PTRACE_INTERRUPT, pid, 0, 0);
  waitpid(pid, NULL, __WALL);
  long text[5] = {0};
  for (int i = 0; i < 4; i++) text[i] = ptrace(PTRACE_PEEKDATA, pid, number("BAIT_MEMORY") + i * (long)sizeof(long), 0);
  ptrace(PTRACE_DETACH, pid, 0, 0);
  puts((const char *)text);
}`,
  succeeded: ({ stage, output }) => stage.secrets.some((secret) => output.includes(secret.slice(0, 24))),
  control: 'plain',
}
