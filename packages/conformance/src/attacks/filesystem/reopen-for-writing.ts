import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/reopen-for-writing',
  tries: 'to open for writing, by its descriptor, what it has open for reading',
  source: 'open(2) of /proc/self/fd; CVE-2024-36137',
  program: sh`exec 7< "$OUT/victim"; echo evil > /proc/self/fd/7; echo evil > /dev/fd/7`,
  succeeded: changed,
  control: 'plain',
}
