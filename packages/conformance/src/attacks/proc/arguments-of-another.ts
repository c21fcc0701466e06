import { type Attack, leaked, processList, sh } from '../attack.js'

export const attack: Attack = {
  id: 'proc/arguments-of-another',
  tries: 'to read the arguments of a process outside',
  source: 'srt 4B.1, 32: a token in the arguments',
  program: sh`tr '\0' ' ' < "/proc/$BAIT_PID/cmdline"; cat /proc/[0-9]*/cmdline`,
  succeeded: leaked,
  control: 'plain',
  exempt: processList,
}
