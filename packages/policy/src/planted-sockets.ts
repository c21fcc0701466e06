/** Refuses listed sockets to which a link leads that a command could have planted. Pure. */

import { decide } from './decide.js'
import { socketThroughWritableLink } from './network-errors.js'
import { parentOf } from './paths.js'
import type { ResolvedPolicy } from './resolved.js'

/** Where a path really leads, and the links on the way. */
interface Way {
  readonly canonical: string
  readonly links: readonly string[]
}

/**
 * THREAT: an earlier command can leave a link under the name of a listed socket, and this one would be given whatever
 * the link leads to. Links change while a policy is in use, so backends ask again for every command.
 *
 * @throws SandboxError `SOCKET_THROUGH_WRITABLE_LINK`
 */
export function refusePlantedSockets(policy: ResolvedPolicy, wayOf: (path: string) => Way): void {
  if (policy.unrestricted) return
  for (const [path, action] of Object.entries(policy.egress.unixSockets)) {
    if (action !== 'allow') continue
    const { canonical, links } = wayOf(path)
    const planted = links.find((link) => decide(policy, parentOf(link, policy.platform)).access === 'write')
    if (planted !== undefined) throw socketThroughWritableLink(path, planted, canonical)
  }
}
