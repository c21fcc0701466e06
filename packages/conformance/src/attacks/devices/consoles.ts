import { type Attack, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'devices/consoles',
  tries: 'to read what is typed or shown on the consoles',
  source: 'vcs(4); CVE-2025-52565',
  program: sh`for f in /dev/vcs /dev/vcs1 /dev/vcsa1 /dev/tty0 /dev/tty1 /dev/console /dev/input/event0; do
  [ -e "$f" ] && (exec 7<> "$f") && echo "reached $NONCE"
done`,
  succeeded: reached,
  control: 'root',
  needs: 'a machine with consoles',
}
