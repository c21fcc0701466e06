/** The suite of attacks bites: with one protection taken away, those that it stops succeed. */

import { rmSync } from 'node:fs'
import type { InlineProfile } from '@sandbox/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountsFor, forget } from '../src/account.js'
import { catalogue } from '../src/attacks/runner/catalogue.js'
import type { Sandboxed, Way } from '../src/attacks/runner/order.js'
import { compileAll, failuresOf } from '../src/attacks/runner/suite.js'

const PATIENCE = 120_000

/** The sandbox in which everything holds, with a hole. */
function without(loosen: (profile: InlineProfile) => InlineProfile): Sandboxed {
  return {
    configuration: { backend: 'bwrap', profile: 'workspace', egress: 'none', user: 'ordinary' },
    loosen,
  }
}

function withRules(change: (rule: readonly [string, unknown]) => boolean, more: object = {}): Sandboxed {
  return without((profile) => ({
    ...profile,
    filesystem: { ...Object.fromEntries(Object.entries(profile.filesystem ?? {}).filter(change)), ...more },
  }))
}

const MUTATIONS: readonly (readonly [string, Way, readonly string[]])[] = [
  [
    'no deny rules',
    withRules(([, access]) => access !== 'deny'),
    [
      'filesystem/read-denied',
      'filesystem/deny-glob',
      'filesystem/rename-denied',
      'filesystem/rename-parent-of-denied',
      'filesystem/exchange-parent-of-denied',
      'filesystem/deep-path',
      'filesystem/out-of-reopened',
      'races/exchanged-parents',
    ],
  ],
  [
    'no protected names',
    withRules(() => true, { protected_names: [] }),
    [
      'git/hook',
      'git/file-system-monitor',
      'git/common-directory',
      'git/module-hook',
      'git/initialise',
      'git/create-pointer',
      'git/move-aside',
      'autorun/protected-assistants',
      'leftovers/filled-name',
      'races/protected-name',
    ],
  ],
  [
    'a read rule less',
    withRules(([path]) => !/\/(fixed|a\/fixed|a\/b\/closed)$/.test(path)),
    ['filesystem/write-read-only-subpath', 'filesystem/move-read-only-subpath', 'filesystem/remove-a-pin'],
  ],
  [
    'the directory above opened for writing',
    without((profile) => {
      const [results = ''] = Object.keys(profile.filesystem ?? {}).filter((path) => path.endsWith('/results'))
      return {
        ...profile,
        filesystem: { ...profile.filesystem, [results.replace(/\/results$/, '')]: 'write' },
      }
    }),
    [
      'filesystem/write-outside',
      'filesystem/dot-dot',
      'filesystem/through-symlink',
      'filesystem/through-dangling-link',
      'filesystem/replace-outside',
      'filesystem/link-by-descriptor',
      'filesystem/mapping',
      'filesystem/fifo-outside',
      'filesystem/change-mode-outside',
      'races/swapped-link',
    ],
  ],
  [
    'the network of the host',
    without((profile) => ({ ...profile, network: { mode: 'full' } })),
    [
      'sockets/tcp',
      'sockets/tcp-mapped',
      'sockets/udp',
      'sockets/pathname',
      'sockets/descriptor-from-outside',
    ],
  ],
  [
    'every secret kept',
    without((profile) => ({ ...profile, environment: { keep: ['*'] } })),
    ['environment/secrets'],
  ],
  [
    'bubblewrap alone',
    'bare-launcher',
    [
      'descriptors/inherited-file',
      'descriptors/inherited-directory',
      'descriptors/inherited-secret',
      'environment/secrets',
      'filesystem/fifo-outside',
      'ipc/keyring-to-parent',
      'kernel/personality',
      'kernel/quotas',
      'namespaces/user-namespace',
      'namespaces/clone-namespace',
      'namespaces/clone3-namespace',
      'namespaces/network-namespace',
      'processes/suspend-the-filter',
      'sockets/datagram',
      'sockets/netlink',
      'sockets/pathname',
    ],
  ],
]

const named = MUTATIONS.flatMap(([, , ids]) => ids)
const all = (await catalogue()).filter(({ id }) => named.includes(id))
const account = accountsFor('mutations').at(-1)

describe.skipIf(process.platform !== 'linux' || account === undefined)('the attacks succeed', () => {
  let programs: string
  beforeAll(async () => {
    programs = await compileAll(all)
  }, PATIENCE)
  afterAll(() => {
    rmSync(programs, { recursive: true, force: true })
    if (account !== undefined) forget(account)
  })

  test.each(MUTATIONS)('with %s', { timeout: PATIENCE }, async (_name, way, ids) => {
    const attacks = all.filter(({ id }) => ids.includes(id))
    expect(attacks.length).toBe(ids.length)
    if (account === undefined) return
    const failures = await failuresOf(attacks, way, { programs, account })
    expect(failures.map(({ attack, output }) => [attack.id, output])).toEqual([])
  })
})
