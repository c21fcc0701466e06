import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'proc/environment-of-another',
  tries: 'to read the environment of a process outside',
  source: 'proc(5), /proc/pid/environ; CVE-2024-34346',
  program: sh`tr '\0' '\n' < "/proc/$BAIT_PID/environ"; for p in 1 $PPID; do tr '\0' '\n' < "/proc/$p/environ"; done`,
  succeeded: leaked,
  control: 'plain',
}
