import { type Attack, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'proc/memory-of-the-machine',
  tries: 'to open the memory or the log of the kernel',
  source: 'mem(4), proc(5)',
  program: sh`for f in /dev/mem /dev/kmem /dev/port /proc/kcore /dev/kmsg; do [ -e "$f" ] && (exec 7< "$f") && echo "reached $NONCE"; done`,
  succeeded: reached,
  control: 'root',
}
