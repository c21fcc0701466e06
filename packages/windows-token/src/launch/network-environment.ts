/** Asks programs to stay off the network. Advice: a program that does not read these variables is not held back. Pure. */

import type { EgressPolicy } from '@sandbox/policy'
import { type Environment, variable, withVariables } from './environment-block.js'

/** Port 9 discards; on this host nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9'

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'FTP_PROXY', 'WS_PROXY', 'WSS_PROXY']

/** What well-behaved programs understand besides a proxy. */
const OFFLINE: Environment = {
  PIP_NO_INDEX: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  NPM_CONFIG_OFFLINE: 'true',
  CARGO_NET_OFFLINE: 'true',
  GIT_SSH_COMMAND: 'cmd /c exit 1',
  GIT_ALLOW_PROTOCOL: '',
}

/**
 * The environment for a network mode.
 *
 * THREAT: the caller's own proxy would be a way out, so it is replaced, never kept.
 *
 * @param denyBin a directory with stand-ins of programs that connect by themselves
 */
export function networkEnvironment(
  environment: Environment,
  { mode }: Pick<EgressPolicy, 'mode'>,
  { denyBin, proxyPort }: { readonly denyBin: string; readonly proxyPort?: number | undefined },
): Environment {
  if (mode === 'full') return environment
  const proxy = mode === 'proxy' ? `http://127.0.0.1:${proxyPort}` : NOWHERE
  // Whoever runs the proxy may have said more about it than is known here.
  const isSaid = mode === 'proxy' && variable(environment, 'HTTP_PROXY') === proxy
  const proxies = Object.fromEntries(PROXIES.map((name) => [name, proxy]))
  const offline = mode === 'none' ? OFFLINE : {}
  const path = variable(environment, 'PATH')
  return withVariables(environment, {
    ...(isSaid ? {} : { ...proxies, NO_PROXY: '', NODE_USE_ENV_PROXY: '1' }),
    ...offline,
    PATH: path === undefined || path === '' ? denyBin : `${denyBin};${path}`,
  })
}

/** The stand-ins, by name: each says no. */
export const DENY_BIN: Readonly<Record<string, string>> = Object.fromEntries(
  ['ssh', 'scp', 'sftp'].flatMap((program) =>
    ['bat', 'cmd'].map((extension) => [`${program}.${extension}`, '@echo off\r\nexit /b 1\r\n']),
  ),
)
