import { type Attack, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'proc/out-of-memory-score',
  tries: 'to make the kernel end a process outside first when memory runs out',
  source: 'proc(5), /proc/pid/oom_score_adj',
  victim: true,
  program: sh`echo 900 > "/proc/$VICTIM/oom_score_adj" && echo "reached $NONCE"`,
  succeeded: reached,
  control: 'plain',
}
