/** How a batch is started: without a sandbox, in bare namespaces, or under a policy of ours. */

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { InlineProfile } from '@sandbox/core'
import type { Attack, Configuration } from '../attack.js'
import type { Stage } from './stage.js'

const DRIVER = fileURLToPath(new URL('drive.mjs', import.meta.url))
const BUNDLED = fileURLToPath(new URL('../../../../linux-bwrap/vendor', import.meta.url))
/** Hosts nobody has: what is allowed must not matter for what is not. */
const ALLOWED = { 'allowed.example': 'allow', '*.allowed.example': 'allow' } as const

/** A sandbox, perhaps with a hole that is made on purpose. */
export interface Sandboxed {
  readonly configuration: Configuration
  readonly loosen?: (profile: InlineProfile) => InlineProfile
}

/**
 * - `outside`: as it is;
 * - `namespace`: as root of namespaces in which what is closed was mounted over;
 * - `bare-launcher`: bubblewrap alone, without anything of ours inside.
 */
export type Way = 'outside' | 'namespace' | 'bare-launcher' | Sandboxed

/** Lets everything through that a proxy can carry. */
export const OPEN_PROXY: Sandboxed = {
  configuration: { backend: 'bwrap', profile: 'workspace', egress: 'proxy', user: 'ordinary' },
  loosen: (profile) => ({
    ...profile,
    network: { mode: 'proxy', domains: { '*': { action: 'allow', private: true } } },
  }),
}

/** What a batch consists of, for whoever starts it. */
export interface Content {
  readonly base: string
  readonly programs: string
  /** Where the bait is. */
  readonly bait: string
  readonly entries: readonly { readonly attack: Attack; readonly stage: Stage }[]
}

/** The command that runs a script in this way. */
export function commandFor(way: Way, script: readonly string[], content: Content): readonly string[] {
  if (way === 'outside') return script
  if (way === 'namespace') return [...NAMESPACE, ...script]
  if (way === 'bare-launcher') return [...bareLauncher(content), ...script]
  const { configuration, loosen = (profile) => profile } = way
  const order = {
    cwd: content.base,
    profile: loosen(profileFor(configuration, content)),
    backend: configuration.backend === 'bwrap' ? 'linux-bwrap' : 'linux-landlock-seccomp',
    managedFile: join(content.base, 'no-such-file.toml'),
    command: script,
  }
  return [process.execPath, DRIVER, JSON.stringify(order)]
}

const NAMESPACE = [
  ...['/usr/bin/unshare', '--user', '--map-root-user', '--mount'],
  ...['--pid', '--fork', '--mount-proc', '--kill-child'],
]

function bareLauncher({ base, entries }: Content): readonly string[] {
  const writable = [join(base, 'results'), ...entries.map(({ stage }) => stage.at('w'))]
  return [
    join(BUNDLED, `linux-${process.arch}`, 'bwrap'),
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...writable.flatMap((path) => ['--bind', path, path]),
    ...['--unshare-user', '--unshare-pid', '--unshare-net', '--unshare-ipc', '--die-with-parent', '--'],
  ]
}

function profileFor({ profile, egress }: Configuration, content: Content): InlineProfile {
  const { base, programs, bait, entries } = content
  const view =
    profile === 'minimal' ? { ':minimal': 'read', [base]: 'read', [programs]: 'read' } : { ':root': 'read' }
  const limits = entries.map(({ attack }) => attack.alone?.limits).find((one) => one !== undefined)
  return {
    filesystem: {
      ...view,
      [join(base, 'results')]: 'write',
      [join(base, 'planted')]: profile === 'read-only' ? 'read' : 'write',
      [join(bait, 'handed')]: 'deny',
      ...Object.assign({}, ...entries.map(({ attack, stage }) => stage.rules(attack, profile))),
    },
    network: {
      mode: egress,
      ...(egress === 'proxy' && { domains: ALLOWED }),
      ...(profile === 'listed-sockets' && { unix_sockets: { [join(bait, 'allowed.sock')]: 'allow' } }),
    },
    limits,
  }
}
