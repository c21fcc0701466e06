/** The sandboxes that every attack is tried in. */

import type { Account } from '../../account.js'
import type { Configuration } from '../attack.js'

type Kind = Omit<Configuration, 'user'>

const KINDS: readonly Kind[] = [
  ...combine('bwrap', ['workspace', 'minimal'], ['none', 'proxy', 'full']),
  ...combine('bwrap', ['read-only', 'listed-sockets'], ['none']),
  ...combine('bwrap', ['listed-sockets'], ['proxy']),
  ...combine('landlock', ['workspace', 'minimal'], ['none', 'full']),
]

export function configurations({ kind }: Account): readonly Configuration[] {
  return KINDS.map((one) => ({ ...one, user: kind }))
}

export function nameOf({ backend, profile, egress, user }: Configuration): string {
  return `${backend}, ${profile}, egress ${egress}, as ${user}`
}

function combine(
  backend: Kind['backend'],
  profiles: readonly Kind['profile'][],
  modes: readonly Kind['egress'][],
): readonly Kind[] {
  return profiles.flatMap((profile) => modes.map((egress) => ({ backend, profile, egress })))
}
