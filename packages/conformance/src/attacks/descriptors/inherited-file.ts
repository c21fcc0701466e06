import { type Attack, arrived, sh } from '../attack.js'

export const attack: Attack = {
  id: 'descriptors/inherited-file',
  tries: 'to write to a file that whoever started the sandbox had open',
  source: 'srt 4B.1, 14: the wrapper closes 3 to 16 only',
  program: sh`for f in /proc/self/fd/*; do case "$f" in */[0-2]) ;; *) printf %s "$NONCE" >> "$f" ;; esac; done
[ -e /proc/self/fd/20 ] && printf %s "$NONCE" >> /proc/self/fd/20`,
  succeeded: arrived,
  control: 'plain',
}
