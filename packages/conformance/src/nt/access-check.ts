/** The access check of Windows: entries in their order, the first word about a right counts; for a restricted token twice. */

import { ACE_FLAGS, type Descriptor, RIGHT } from '@sandbox/windows-token'
import type { Token } from './token.js'

/** Owners may always read and change the list, unless it speaks of them. */
const OWNER_RIGHTS_SID = 'S-1-3-4'

/** True when every right asked for is granted. */
export function mayAccess(descriptor: Descriptor, token: Token, rights: number): boolean {
  const allowing = new Set([
    token.user,
    ...token.groups.filter((group) => group.denyOnly !== true).map(sidOf),
  ])
  const denying = new Set([token.user, ...token.groups.map(sidOf)])
  if (!passes(descriptor, rights, allowing, denying)) return false
  if (token.restricted === undefined) return true
  const { sids, coveredRights } = token.restricted
  const restricting = new Set(sids)
  return passes(descriptor, rights & coveredRights, restricting, restricting)
}

function passes(
  { owner, dacl }: Descriptor,
  rights: number,
  allowing: ReadonlySet<string>,
  denying: ReadonlySet<string>,
): boolean {
  if (dacl === null || dacl === undefined) return true
  const speaksOfOwner = dacl.entries.some((ace) => ace.type !== 'foreign' && ace.sid === OWNER_RIGHTS_SID)
  const isOwner = owner !== undefined && allowing.has(owner)
  let wanted = isOwner && !speaksOfOwner ? rights & ~(RIGHT.readControl | RIGHT.writeDac) : rights
  for (const ace of dacl.entries) {
    if (wanted === 0) return true
    if (ace.type === 'foreign' || (ace.flags & ACE_FLAGS.inheritOnly) !== 0) continue
    const isMeant = (sids: ReadonlySet<string>) =>
      sids.has(ace.sid) || (ace.sid === OWNER_RIGHTS_SID && owner !== undefined && sids.has(owner))
    if (ace.type === 'deny' && isMeant(denying) && (ace.mask & wanted) !== 0) return false
    if (ace.type === 'allow' && isMeant(allowing)) wanted &= ~ace.mask
  }
  return wanted === 0
}

function sidOf({ sid }: { readonly sid: string }): string {
  return sid
}
