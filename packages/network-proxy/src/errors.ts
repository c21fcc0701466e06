/** Every error this package can raise, each with its stable code. */

import { SandboxError } from '@sandbox/policy'

/** The policy's network mode needs no proxy. */
export function egressMode(mode: string): SandboxError {
  return new SandboxError({
    code: 'EGRESS_MODE',
    message: `the egress proxy cannot enforce the network mode ${JSON.stringify(mode)}`,
    hint: 'Set network.mode = "proxy".',
  })
}

/** The listener is reachable from elsewhere, or is none. */
export function egressListener(problem: string, cause?: unknown): SandboxError {
  return new SandboxError({
    code: 'EGRESS_LISTENER',
    message: `the egress proxy cannot serve this listener: ${problem}`,
    hint: 'Give it a TCP socket that listens on a loopback address.',
    cause,
  })
}

/** The proxy was closed. */
export function egressClosed(): SandboxError {
  return new SandboxError({
    code: 'EGRESS_CLOSED',
    message: 'this egress proxy was closed',
    hint: 'Make a new one.',
  })
}

/** The way out is no proxy URL. The value is not shown: it may hold a password. */
export function badUpstream(name: string): SandboxError {
  return new SandboxError({
    code: 'EGRESS_UPSTREAM',
    message: `${name} is not the URL of a proxy that can be used`,
    hint: 'Write an http, https, socks5 or socks5h URL with a host.',
  })
}
