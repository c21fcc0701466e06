import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'proc/open-file-of-another',
  tries: 'to read a file that a process outside has open',
  source: 'proc(5), /proc/pid/fd',
  program: sh`cat "/proc/$BAIT_PID/fd/$BAIT_FILE"; for f in /proc/[0-9]*/fd/*; do readlink "$f" | grep -q handed && cat "$f"; done`,
  succeeded: leaked,
  control: 'plain',
}
