/** Rows about which sockets a command may make, per mode. */

import { all, any, arg32, constant, masked, named, not, oneOf } from '../expression/build.js'
import type { Constant, Expression } from '../expression/expression.js'
import type { Theme } from './row.js'

const family = arg32(0, 'family')
/** Without SOCK_NONBLOCK and SOCK_CLOEXEC. */
const type = masked(arg32(1, 'type'), constant('0xf', 0xf))
const protocol = arg32(2, 'protocol')

const AF_UNIX = constant('AF_UNIX', 1)
const AF_INET = constant('AF_INET', 2)
const AF_INET6 = constant('AF_INET6', 10)
const AF_NETLINK = constant('AF_NETLINK', 16)
const STREAM = constant('SOCK_STREAM', 1)
const DGRAM = constant('SOCK_DGRAM', 2)
const RAW = constant('SOCK_RAW', 3)
const SEQPACKET = constant('SOCK_SEQPACKET', 5)

/** A raw socket of this family is a datagram one, so types are listed, not left out. */
const unix = (...types: readonly Constant<32>[]) => all(oneOf(family, AF_UNIX), oneOf(type, ...types))
const connected = named('a connected unix socket', unix(STREAM, SEQPACKET))
const anyUnix = named('a unix socket', unix(STREAM, DGRAM, SEQPACKET))

/** Named protocols only: MPTCP (262), SCTP, DCCP and ICMP pass by what looks at TCP and UDP. */
const internet: Expression = named(
  'a TCP or UDP socket',
  all(
    oneOf(family, AF_INET, AF_INET6),
    any(
      all(oneOf(type, STREAM), oneOf(protocol, constant('the default (0)', 0), constant('IPPROTO_TCP', 6))),
      all(oneOf(type, DGRAM), oneOf(protocol, constant('the default (0)', 0), constant('IPPROTO_UDP', 17))),
    ),
  ),
)

/**
 * What `getifaddrs` and with it `os.networkInterfaces()` ask, in every mode: a refusal would make them fail in
 * programs that do not expect it. Nothing leaves through it: with egress `none` and `proxy` it shows a network
 * namespace of the command's own, and no unprivileged process can change anything by it or reach another with it.
 */
const route: Expression = named(
  'a route socket',
  all(oneOf(family, AF_NETLINK), oneOf(type, RAW, DGRAM), oneOf(protocol, constant('NETLINK_ROUTE', 0))),
)

export const SOCKETS: Theme = {
  title: 'Making sockets',
  rows: [
    {
      calls: ['socket'],
      condition: not(any(connected, route)),
      action: 'EPERM',
      egress: ['none'],
      why: 'nothing leaves; a socket of the file system can be made, but not connected',
    },
    {
      calls: ['socket'],
      condition: not(any(internet, route)),
      action: 'EPERM',
      egress: ['proxy'],
      unixSockets: false,
      why: 'the proxy is reached over TCP; sockets of the file system belong to services of the host',
    },
    {
      calls: ['socket'],
      condition: not(any(internet, connected, route)),
      action: 'EPERM',
      egress: ['proxy'],
      unixSockets: true,
      why: 'the same, for a policy that lists some of those; a datagram needs no connection to leave',
    },
    {
      calls: ['socket'],
      condition: not(any(internet, anyUnix, route)),
      action: 'EPERM',
      egress: ['full'],
      why: 'no packet, raw, vsock or other rare sockets: hypervisor, neighbours and old code are behind them',
    },
    {
      calls: ['socketpair'],
      condition: not(connected),
      action: 'EPERM',
      egress: ['none', 'proxy'],
      why: 'one end of a datagram pair can be pointed at any socket of the host afterwards',
    },
    {
      calls: ['socketpair'],
      condition: not(oneOf(family, AF_UNIX)),
      action: 'EPERM',
      egress: ['full'],
      why: 'no other family has a use for pairs',
    },
  ],
}
