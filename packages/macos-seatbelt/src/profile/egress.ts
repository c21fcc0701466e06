/** What of the network a profile opens. */

import { decide, type ResolvedPolicy, socketDenied } from '@sandbox/policy'
import { proxyEndpoint } from '../errors.js'
import type { HostFacts } from '../facts.js'
import type { Parameters } from '../parameters.js'

/** Trust decisions, DNS configuration, and the routing socket: what a TLS client asks on its way out. */
const SERVICES = [
  '(allow system-socket (require-all (socket-domain AF_SYSTEM) (socket-protocol 2)))',
  '(allow mach-lookup',
  '  (global-name "com.apple.SecurityServer" "com.apple.networkd" "com.apple.ocspd" "com.apple.trustd.agent"',
  '    "com.apple.SystemConfiguration.DNSConfiguration" "com.apple.SystemConfiguration.configd"',
  '    "com.apple.bsd.dirhelper" "com.apple.system.opendirectoryd.membership"))',
]

/** The system's own resolver. It is a socket, and sockets stay closed otherwise. */
const RESOLVER = '/private/var/run/mDNSResponder'

/**
 * Empty when nothing is allowed.
 *
 * @throws SandboxError `PROXY_ENDPOINT`, `SOCKET_DENIED`; nothing of the network is opened then
 */
export function egressSection(policy: ResolvedPolicy, facts: HostFacts, parameters: Parameters): string {
  const { mode, allowLocalBinding } = policy.egress
  const parts = [
    ...modeRules(mode, facts),
    ...(allowLocalBinding ? LOCAL_BINDING : []),
    ...socketRules(policy, facts, parameters),
  ]
  return parts.join('\n')
}

function modeRules(mode: ResolvedPolicy['egress']['mode'], { proxyPort }: HostFacts): readonly string[] {
  switch (mode) {
    case 'none':
      return []
    case 'proxy': {
      // THREAT: a rule without a port would open every local service, so a bad port stops the start.
      if (!isPort(proxyPort)) throw proxyEndpoint(proxyPort)
      return [
        '; Egress: the proxy on this host, and nothing else. Names are resolved by the proxy.',
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

const LOCAL_BINDING = [
  '; Servers on this host only.',
  '(allow network-bind network-inbound (local ip "localhost:*"))',
]

/** Literal paths in both spellings: connecting to one is no right to make others beside it. */
function socketRules(policy: ResolvedPolicy, facts: HostFacts, parameters: Parameters): readonly string[] {
  const allowed = Object.entries(policy.egress.unixSockets).filter(([, action]) => action === 'allow')
  if (allowed.length === 0) return []
  const literals = allowed.flatMap(([path]) => {
    const { access, rule } = decide(policy, path)
    if (access === 'deny' && rule !== undefined) throw socketDenied(path, rule.source.keyPath)
    const real = facts.paths.look(withoutAlias(path, policy)).spelling
    return [...new Set([real, path])].map((each) => parameters.use('UNIX_SOCKET', each))
  })
  return [
    '; Sockets of the file system, by name.',
    '(allow system-socket (socket-domain AF_UNIX))',
    '(allow network-outbound',
    ...literals.map((each) => `  (remote unix-socket (literal ${each}))`),
  ].map((line, index, lines) => (index === lines.length - 1 ? `${line})` : line))
}

function withoutAlias(path: string, { aliases = [] }: ResolvedPolicy): string {
  const alias = aliases.find(({ from }) => path === from || path.startsWith(`${from}/`))
  return alias === undefined ? path : `${alias.to}${path.slice(alias.from.length)}`
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535
}
