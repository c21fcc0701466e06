import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'proc/root-of-first-process',
  tries: 'to read what is denied through the root directory of the first process',
  source: 'proc(5), /proc/pid/root; srt 4B.2',
  program: sh`for p in 1 2 3 $PPID self thread-self; do cat "/proc/$p/root$SECRET"; done`,
  succeeded: leaked,
  control: 'plain',
}
