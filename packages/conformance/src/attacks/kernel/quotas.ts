import { type Attack, c, reached } from '../attack.js'

export const attack: Attack = {
  id: 'kernel/quotas',
  tries: 'to change the quotas of a disk',
  source: 'quotactl(2)',
  program: c`
int main(void) {
  reached_unless_refused("quotactl", syscall(SYS_quotactl, 0x80000200L | 0xff, "/dev/none", 0, NULL));
}`,
  succeeded: reached,
  control: 'plain',
}
