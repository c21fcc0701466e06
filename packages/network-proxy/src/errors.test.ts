import { expect, test } from 'vitest'
import { badUpstream, egressClosed, egressListener, egressMode } from './errors.js'

test.each([
  [
    egressMode('full'),
    'EGRESS_MODE',
    'the egress proxy cannot enforce the network mode "full"',
    'Set network.mode = "proxy".',
  ],
  [
    egressListener('it is no TCP socket'),
    'EGRESS_LISTENER',
    'the egress proxy cannot serve this listener: it is no TCP socket',
    'Give it a TCP socket that listens on a loopback address.',
  ],
  [egressClosed(), 'EGRESS_CLOSED', 'this egress proxy was closed', 'Make a new one.'],
  [
    badUpstream('HTTP_PROXY'),
    'EGRESS_UPSTREAM',
    'HTTP_PROXY is not the URL of a proxy that can be used',
    'Write an http, https, socks5 or socks5h URL with a host.',
  ],
])('%s', (error, code, message, hint) => {
  expect(error).toMatchObject({ code, message, hint })
})
