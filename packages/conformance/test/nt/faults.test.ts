/** Faults planted between the plan and the disk: the suite must notice each, or it proves nothing. */

import { SandboxError } from '@sandbox/policy'
import {
  type Ace,
  type Descriptor,
  decodeDescriptor,
  encodeDescriptor,
  type Grant,
  RIGHT,
} from '@sandbox/windows-token'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { EVERYONE, perform, propagate, USER_TOKEN } from '../../src/nt/index.js'
import { anyPath, anyRules, anyTree, callsOn } from './support/arbitraries.js'
import { differenceIn, type Plant, rulesOf, type Scenario, scenario } from './support/scenario.js'

vi.setConfig({ testTimeout: 600_000 })

const CASES = 100
const SEED = 4

/** Changes the entries of our capabilities in what is written. */
const withOurs =
  (change: (ace: Ace & { readonly sid: string }) => Ace | undefined) =>
  (_: string, bytes: Uint8Array): Uint8Array => {
    const descriptor = decodeDescriptor(bytes)
    const entries = (descriptor.dacl?.entries ?? []).flatMap((ace) => {
      const isOurs = ace.type !== 'foreign' && ace.sid.startsWith('S-1-5-21-1-2-3-')
      const changed = isOurs ? change(ace) : ace
      return changed === undefined ? [] : [changed]
    })
    return encodeDescriptor(withEntries(descriptor, entries))
  }

function withEntries(descriptor: Descriptor, entries: readonly Ace[]): Descriptor {
  return descriptor.dacl === null || descriptor.dacl === undefined
    ? descriptor
    : { ...descriptor, dacl: { ...descriptor.dacl, entries } }
}

const masked = (change: (mask: number, type: 'allow' | 'deny') => number) =>
  withOurs((ace) => (ace.type === 'foreign' ? ace : { ...ace, mask: change(ace.mask, ace.type) }))
const grantWith = (change: (grant: Grant) => Partial<Grant>) => (grant: Grant) => ({
  ...grant,
  ...change(grant),
})

const FAULTS: Readonly<Record<string, Plant>> = {
  'nothing is closed': { grant: grantWith(() => ({ closed: [] })) },
  'what is missing is not occupied': {
    grant: grantWith(({ closed }) => ({ closed: closed.filter((each) => each.placeholder === undefined) })),
  },
  'directories on the way may be renamed': { grant: grantWith(() => ({ kept: [] })) },
  'denies do not count': { plant: withOurs((ace) => (ace.type === 'deny' ? undefined : ace)) },
  'a denied directory may still get new files': {
    plant: masked((mask, type) => (type === 'deny' ? mask & ~RIGHT.writeData : mask)),
  },
  'a denied directory may still get new directories': {
    plant: masked((mask, type) => (type === 'deny' ? mask & ~RIGHT.appendData : mask)),
  },
  'what is denied may still be removed': {
    plant: masked((mask, type) => (type === 'deny' ? mask & ~RIGHT.delete : mask)),
  },
  'what is denied may still get another list': {
    plant: masked((mask, type) => (type === 'deny' ? mask & ~RIGHT.writeDac : mask | RIGHT.writeDac)),
  },
  'a directory may remove what is in it': {
    plant: masked((mask, type) => (type === 'allow' ? mask | RIGHT.deleteChild : mask)),
  },
  'nothing can be removed': {
    plant: masked((mask, type) => (type === 'allow' ? mask & ~RIGHT.delete : mask)),
  },
  'nothing can be written': {
    plant: masked((mask, type) => (type === 'allow' ? mask & ~RIGHT.writeData : mask)),
  },
  'nothing is inherited': {
    plant: withOurs((ace) => (ace.type === 'allow' ? { ...ace, flags: ace.flags & ~0x03 } : ace)),
  },
  'the root is not opened': {
    plant: (path, bytes, before) => (path.split('\\').length === 2 ? before : bytes),
  },
  'Everyone counts as ours': { restricting: [EVERYONE] },
  'the user counts as ours': { restricting: ['S-1-5-21-7-7-7-1001'] },
  'denies come last': {
    plant: (_, bytes) => {
      const descriptor = decodeDescriptor(bytes)
      const entries = descriptor.dacl?.entries ?? []
      const isDeny = (ace: Ace) => ace.type === 'deny'
      return encodeDescriptor(
        withEntries(descriptor, [...entries.filter((ace) => !isDeny(ace)), ...entries.filter(isDeny)]),
      )
    },
  },
}

describe('a planted fault is found', () => {
  test.each(Object.entries(FAULTS))('%s', async (_, plant) => {
    expect(await firstDifference(plant)).toBeDefined()
  })
})

test('without a fault nothing is found', async () => {
  expect(await firstDifference({})).toBeUndefined()
})

async function firstDifference(plant: Plant): Promise<string | undefined> {
  const samples = fc.sample(
    fc.tuple(anyRules, anyTree, fc.array(anyPath, { minLength: 30, maxLength: 30 })),
    {
      numRuns: CASES,
      seed: SEED,
    },
  )
  for (const [rules, tree, paths] of samples) {
    const made = await unlessRefused(() =>
      scenario([...rulesOf({ 'C:\\ws': 'write' }), ...rules], tree, 'all-but-read', plant),
    )
    if (made === undefined) continue
    workOutside(made)
    const found = differenceOn(made, paths)
    if (found !== undefined) return found
    propagate(made.disk.root)
    const later = differenceOn(made, paths)
    if (later !== undefined) return later
  }
  return undefined
}

function differenceOn(made: Scenario, paths: readonly string[]): string | undefined {
  const spoken = made.grants.flatMap(({ closed, kept }) => [...closed.map(({ path }) => path), ...kept])
  const inside = [...spoken, 'C:\\ws', 'C:\\ws\\a'].flatMap((path) => [`${path}\\new`, `${path}\\fresh`])
  for (const [index, path] of [...spoken, ...inside, ...paths].entries()) {
    for (const call of callsOn(path, paths[index % paths.length] ?? path)) {
      const difference = differenceIn(made, call)
      if (difference !== undefined) return difference
    }
  }
  return undefined
}

/** What people do beside a sandbox. */
function workOutside({ disk }: Scenario): void {
  const directories = [...disk.all()].filter(({ object }) => object.kind === 'directory')
  for (const { path } of directories) {
    perform(disk, USER_TOKEN, { call: 'create-file', path: `${path}\\fresh` })
  }
}

async function unlessRefused(work: () => Promise<Scenario>): Promise<Scenario | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SandboxError) return undefined
    throw error
  }
}
