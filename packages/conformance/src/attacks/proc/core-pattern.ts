import { type Attack, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'proc/core-pattern',
  tries: 'to open the core pattern for writing, with which the kernel would run a program of its choice',
  source: 'srt 4B.1, 36; CVE-2022-0492 is of the same kind',
  program: sh`exec 7>> /proc/sys/kernel/core_pattern && echo "reached $NONCE"`,
  succeeded: reached,
  control: { none: 'it would change the machine; that opening for appending suffices shows in `proc/knobs`' },
}
