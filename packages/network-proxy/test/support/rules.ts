/** Writes egress policies shortly. */

import { compileDomain, type EgressPolicy } from '@sandbox/policy'

type Entry = Parameters<typeof compileDomain>[1]

/** The policy with these domains, as a file would have it. */
export function egress(
  domains: Readonly<Record<string, Entry>>,
  rest: Partial<EgressPolicy> = {},
): EgressPolicy {
  return {
    mode: 'proxy',
    domains: Object.entries(domains).map(([key, entry]) =>
      compileDomain(key, entry, { keyPath: `network.domains.${JSON.stringify(key)}` }),
    ),
    unixSockets: {},
    limited: false,
    allowLocalBinding: false,
    socks5: true,
    ...rest,
  }
}

/** A host that is wanted although it is on loopback, as every server of these tests is. */
export const LOCAL: Entry = { action: 'allow', private: true }
