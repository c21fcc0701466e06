/** Errors about the `network` table. */

import { SandboxError } from './errors.js'
import { describePlace } from './place.js'
import type { RuleSource } from './profile.js'

/** A key of `domains` that is no host pattern. */
export function badDomain(source: RuleSource, problem: string, hint: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_BAD_DOMAIN',
    message: `${describePlace(source)}: this is not a host pattern: ${problem}.`,
    hint,
  })
}

/** A key of `unix_sockets` that is no absolute path. */
export function badSocket(source: RuleSource, problem: string): SandboxError {
  return new SandboxError({
    code: 'POLICY_BAD_SOCKET',
    message: `${describePlace(source)}: ${problem}.`,
    hint: 'Write the absolute path of the socket, such as "/run/x.sock".',
  })
}

/** An `upstream_proxy` that is no proxy URL. The value is not shown: it may hold a password. */
export function badUpstreamProxy(source: RuleSource): SandboxError {
  return new SandboxError({
    code: 'POLICY_BAD_VALUE',
    message: `${describePlace(source)}: this is not the URL of a proxy.`,
    hint: 'Write an http, https, socks5 or socks5h URL with a host and no path, or "environment".',
  })
}

/** A setting that the mode in force would ignore. */
export function networkIgnored(
  source: RuleSource,
  mode: string,
  modeSource: RuleSource | undefined,
): SandboxError {
  const why = modeSource === undefined ? `${mode} is the default` : `set by ${describePlace(modeSource)}`
  return new SandboxError({
    code: 'POLICY_NETWORK_IGNORED',
    message: `${describePlace(source)}: this has no effect with mode ${JSON.stringify(mode)} (${why}).`,
    hint: 'Set mode = "proxy", or remove it.',
  })
}

/** A socket is allowed by one rule and denied by another. Raised by backends, which know what a path leads to. */
export function socketDenied(socket: string, rule: string): SandboxError {
  return new SandboxError({
    code: 'SOCKET_DENIED',
    message: `unix_sockets allows ${socket}, and ${rule} denies the path`,
    hint: 'Leave one of both out.',
  })
}

/** A listed socket whose link an earlier command could have planted, to be connected to another one. */
export function socketThroughWritableLink(socket: string, link: string, target: string): SandboxError {
  return new SandboxError({
    code: 'SOCKET_THROUGH_WRITABLE_LINK',
    message: `unix_sockets allows ${socket}, which leads through the link ${link}, which a command can change, to ${target}`,
    hint: `List ${target} itself if it is meant, or remove the link.`,
  })
}
