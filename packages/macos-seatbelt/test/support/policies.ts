/** Policies for tests, resolved for macOS on any host. */

import { type Access, type Profile, type ResolvedPolicy, resolve } from '@sandbox/policy'

/** Rules on files that need not be there, in a session that works in `cwd`. */
export function policyOf(
  rules: Readonly<Record<string, Access>>,
  rest: Partial<Profile> = {},
  session: { readonly cwd?: string; readonly home?: string } = {},
): ResolvedPolicy {
  const profile: Profile = {
    name: 'test',
    chain: ['test'],
    unrestricted: false,
    workspaceRoots: [],
    rules: Object.entries(rules).map(([key, access]) => ({
      key,
      subpath: '.',
      access,
      source: { keyPath: `filesystem."${key}"`, profile: 'test' },
    })),
    protectedNames: ['.git', '.agents', '.codex'],
    egress: egressOf({}),
    environment: { inherit: 'all', keep: [], exclude: [], set: {} },
    limits: {},
    linux: { launcher: 'auto', allowNestedUserns: false },
    ...rest,
  }
  const { cwd = '/Users/me/repo', home = '/Users/me' } = session
  return resolve(profile, { cwd, home, platform: 'darwin' })
}

/** An egress section that says only this. */
export function egressOf(rest: Partial<Profile['egress']>): Profile['egress'] {
  return {
    mode: 'none',
    domains: [],
    unixSockets: {},
    limited: false,
    allowLocalBinding: false,
    socks5: true,
    ...rest,
  }
}
