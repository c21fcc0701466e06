/** What of the network a profile opens. */

import { decide, type ResolvedPolicy, socketDenied } from '@sandbox/policy'
import { proxyEndpoint } from '../errors.js'
import type { HostFacts } from '../facts.js'
import { pathsAbove } from '../model/regions.js'
import type { Parameters } from '../parameters.js'
import { type Rule, ruleText } from '../rule-text.js'

/**
 * Trust decisions, DNS configuration, and the routing socket: what a TLS client asks on its way out.
 *
 * THREAT: `com.apple.SecurityServer` answers for the keychains of files as well, and nothing tells the two uses apart. It is
 * here because Secure Transport (libgit2 in cargo, for one) takes no certificate without it: nolabs-ai/nono pull request 1050.
 * `enforcement.ts` reports it.
 */
const SERVICES = [
  '(allow system-socket (require-all (socket-domain AF_SYSTEM) (socket-protocol 2)))',
  '(allow mach-lookup',
  '  (global-name "com.apple.SecurityServer" "com.apple.networkd" "com.apple.ocspd" "com.apple.trustd.agent"',
  '    "com.apple.SystemConfiguration.DNSConfiguration" "com.apple.SystemConfiguration.configd"',
  '    "com.apple.bsd.dirhelper" "com.apple.system.opendirectoryd.membership"))',
]

/** The system's own resolver. It is a socket, and sockets stay closed otherwise. */
const RESOLVER = '/private/var/run/mDNSResponder'

/** @throws SandboxError `PROXY_ENDPOINT`, `SOCKET_DENIED`; nothing of the network is opened then */
export function egressSection(
  policy: ResolvedPolicy,
  facts: HostFacts,
  readsEverything: boolean,
  parameters: Parameters,
): string {
  const { mode, allowLocalBinding } = policy.egress
  const parts = [
    ...modeRules(mode, facts),
    ...(allowLocalBinding ? LOCAL_BINDING : []),
    ...socketRules(policy, facts, readsEverything, parameters),
  ]
  return parts.join('\n')
}

function modeRules(mode: ResolvedPolicy['egress']['mode'], { proxyPort }: HostFacts): readonly string[] {
  switch (mode) {
    case 'none':
      return ['; Egress: none.']
    case 'proxy': {
      // THREAT: a rule without a port would open every local service, so a bad port stops the start.
      if (!isPort(proxyPort)) throw proxyEndpoint(proxyPort)
      return [
        '; Egress: the proxy on this host, and no other address. It resolves the names.',
        `(allow network-outbound (remote ip "localhost:${proxyPort}"))`,
        ...SERVICES,
      ]
    }
    case 'full':
      return [
        '; Egress: every address. Not "everything": sockets of the file system, such as a container daemon\'s, stay closed.',
        `(allow network-outbound (remote ip) (remote unix-socket (literal "${RESOLVER}")))`,
        '(allow network-inbound network-bind (local ip))',
        '(allow system-socket (socket-domain AF_UNIX AF_ROUTE))',
        ...SERVICES,
      ]
  }
}

/**
 * THREAT: whether `localhost` covers more than the loopback addresses is not known here. Others saw outside hosts connect
 * (ocaml/opam issue 5221), and addresses of the machine match where the unbound address does not (bazelbuild/bazel pull
 * request 30865). The peer of an incoming connection cannot be filtered. Until a Mac has answered, `enforcement.ts` reports it.
 */
const LOCAL_BINDING = [
  '; Servers on this host only.',
  '(allow network-bind network-inbound (local ip "localhost:*"))',
]

/** Literal paths in both spellings: connecting to one is no right to make others beside it. */
function socketRules(
  policy: ResolvedPolicy,
  facts: HostFacts,
  readsEverything: boolean,
  parameters: Parameters,
): readonly string[] {
  const allowed = Object.entries(policy.egress.unixSockets).filter(([, action]) => action === 'allow')
  if (allowed.length === 0) return []
  const paths = allowed.flatMap(([path]) => {
    const { access, rule } = decide(policy, path)
    if (access === 'deny' && rule !== undefined) throw socketDenied(path, rule.source.keyPath)
    return [facts.paths.look(withoutAlias(path, policy)).spelling, path]
  })
  const sockets = [...new Set(paths)]
  const named = sockets.map((path) => `(literal ${parameters.use('UNIX_SOCKET', path)})`)
  const rules: readonly Rule[] = [
    { action: 'allow', operations: ['system-socket'], filters: ['(socket-domain AF_UNIX)'] },
    {
      action: 'allow',
      operations: ['network-outbound'],
      filters: named.map((filter) => `(remote unix-socket ${filter})`),
    },
    ...(readsEverything ? [] : [lookups([...named, ...passages(sockets, parameters)])]),
  ]
  return ['; Sockets of the file system, by name.', ...rules.map((rule) => ruleText(rule))]
}

/** A path that may not be looked up leads nowhere. */
function lookups(filters: readonly string[]): Rule {
  return { action: 'allow', operations: ['file-test-existence'], filters }
}

function passages(paths: readonly string[], parameters: Parameters): readonly string[] {
  const above = new Set(paths.flatMap(pathsAbove).filter((path) => path !== '/'))
  return [...above].sort().map((path) => `(literal ${parameters.use('PASSAGE', path)})`)
}

function withoutAlias(path: string, { aliases = [] }: ResolvedPolicy): string {
  const alias = aliases.find(({ from }) => path === from || path.startsWith(`${from}/`))
  return alias === undefined ? path : `${alias.to}${path.slice(alias.from.length)}`
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535
}
