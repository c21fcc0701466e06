/** Policies for tests, resolved for Windows on any host. */

import { type Access, type Profile, type ResolvedPolicy, resolve } from '@sandbox/policy'
import type { HostFacts } from '../../src/facts.js'
import { READINGS } from '../../src/guarantees.js'
import { filesOf, type Names } from './files.js'

/** A policy, and the host that it was resolved on. */
export interface Session {
  readonly policy: ResolvedPolicy
  readonly facts: HostFacts
}

const PRESENT: Names = ['C:\\ws\\', 'C:\\Users\\me\\', 'D:\\']

/** Rules in a session that works in `C:\ws`. `names` are on the disk besides the usual ones. */
export function sessionOf(
  rules: Readonly<Record<string, Access>>,
  rest: Partial<Profile> & { readonly names?: Names; readonly facts?: Partial<HostFacts> } = {},
): Session {
  const { names = [], facts, ...parts } = rest
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
    egress: egressOf({ mode: 'full' }),
    environment: { inherit: 'all', keep: [], exclude: [], set: {} },
    limits: {},
    linux: { launcher: 'auto', allowNestedUserns: false },
    ...parts,
  }
  const { files, look } = filesOf([...PRESENT, ...names])
  const policy = resolve(profile, { cwd: 'C:\\ws', home: 'C:\\Users\\me', platform: 'win32', files })
  return { policy, facts: { ...FACTS, look, ...facts } }
}

/** A host with two NTFS drives and a kernel that covers everything. */
const FACTS: Omit<HostFacts, 'look'> = {
  drives: new Map([
    ['C:\\', { remote: false, persistentAcls: true }],
    ['D:\\', { remote: false, persistentAcls: true }],
  ]),
  coveredRights: READINGS['all-but-read'],
  stateDirectory: 'C:\\Users\\me\\AppData\\Local\\sandbox\\windows-token',
  helper: 'C:\\Program Files\\sandbox\\sandbox-token.exe',
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
