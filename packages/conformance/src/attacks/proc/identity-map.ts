import { type Attack, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'proc/identity-map',
  tries: 'to write a map of identities for a namespace',
  source: 'user_namespaces(7); CVE-2018-18955',
  program: sh`for p in self 1 $PPID; do echo '0 0 4294967295' > "/proc/$p/uid_map" && echo "reached $NONCE"; done`,
  succeeded: reached,
  control: { none: 'the map of a namespace can be written once, and that of the host never' },
}
