import { type Attack, c, harmed } from '../attack.js'

export const attack: Attack = {
  id: 'processes/limit-another',
  tries: 'to set the limits of a process outside so low that it fails',
  source: 'prlimit(2)',
  victim: true,
  program: c`
int main(void) {
  const struct rlimit none = {0, 0};
  if (prlimit((pid_t)number("VICTIM"), RLIMIT_NOFILE, &none, NULL) != 0) refused("prlimit");
}`,
  succeeded: harmed,
  control: 'plain',
}
