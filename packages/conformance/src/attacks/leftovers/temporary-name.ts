import { type Attack, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'leftovers/temporary-name',
  tries: 'to put a link where the next run might make a temporary file',
  source: 'CVE-2019-12439 (predictable mount point in /tmp)',
  program: sh`for d in /tmp /var/tmp "$BAIT/run"; do ln -s "$OUT/victim" "$d/sandbox-$NONCE" && echo "reached $NONCE" && rm "$d/sandbox-$NONCE"; done`,
  succeeded: reached,
  control: 'plain',
}
