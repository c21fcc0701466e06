/** Cases in which policy and kernel once differed, as small as they get. */

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Case } from '../../src/linux/case.js'
import { Launchers, WAYS } from '../../src/linux/launchers.js'
import { runCase } from '../../src/linux/run-case.js'
import { forget, USERS } from '../../src/linux/users.js'
import { Worker } from '../../src/linux/worker.js'

vi.setConfig({ testTimeout: 60_000 })

/** Under the bundled bubblewrap. */
const CASES: Readonly<Record<string, Case>> = {
  'a writable directory of another user, in which the user owns something': {
    tree: { 'w/theirs/': 'theirs', 'w/theirs/mine/': '' },
    rules: { '/': 'read', '@/w/theirs': 'write' },
    protectedNames: ['.git'],
    moves: [],
  },
  "another user's directory in the user's own keeps its name when something in it must stay missing": {
    tree: { 'w/theirs/': 'theirs' },
    rules: { '/': 'read', '@/w': 'write', '@/w/theirs/x': 'deny' },
    protectedNames: [],
    moves: [],
  },
  'a writable root that was closed by chmod, so that what is protected in it cannot be seen': {
    tree: { 'w/': '', 's/': '0000', 's/.git/': '', 's/.git/config': '' },
    rules: { '/': 'read', '@/s': 'write' },
    protectedNames: ['.git'],
    moves: [],
  },
  'a denied path below an executable file': {
    tree: { 'w/': '', 'w/program': '0755' },
    rules: { '/': 'read', '@/w': 'write', '@/w/program/x': 'deny' },
    protectedNames: [],
    moves: [],
  },
  'the base of a glob is a link that leads to itself': {
    tree: { 'w/': '', 'w/loop': '-> loop' },
    rules: { '/': 'read', '@/w': 'write', '@/w/loop/*.env': 'deny' },
    protectedNames: [],
    moves: [],
  },
}

/** Where bubblewrap places the masks. */
const BY_LAUNCHER: Readonly<Record<string, Case>> = {
  'a directory above a closed path is pinned where reading is restricted': {
    tree: { 'w/a/a': '' },
    rules: { '@/w': 'write', '@/w/a': 'write' },
    protectedNames: [],
    moves: [],
  },
  'a directory above a closed path is pinned in a reopened directory': {
    tree: { 'w/a/b/c/secret': '' },
    rules: { '/': 'read', '@/w': 'write', '@/w/a': 'deny', '@/w/a/b': 'write', '@/w/a/b/c/secret': 'deny' },
    protectedNames: [],
    moves: [],
  },
}

/** Under Landlock alone. */
const BY_LANDLOCK: Readonly<Record<string, Case>> = {
  'a link on the way to something that must stay missing is not replaced': {
    tree: { 'w/a/a': '-> ../x' },
    rules: { '/': 'read', '@/w': 'write', '@/w/a/a/a': 'read' },
    protectedNames: [],
    moves: [],
  },
  'a file in whose place a directory must not be is readable': {
    tree: { 'w/a': '' },
    rules: { '/': 'read', '@/w': 'write', '@/w/a/a': 'deny' },
    protectedNames: [],
    moves: [],
  },
}

const ROWS = [
  ...Object.entries(CASES).map(([name, one]) => ({ name, one, way: 'the bundled bubblewrap' })),
  ...Object.entries(BY_LAUNCHER).map(([name, one]) => ({
    name,
    one,
    way: 'masks by the bundled bubblewrap',
  })),
  ...Object.entries(BY_LANDLOCK).map(([name, one]) => ({ name, one, way: 'Landlock alone' })),
]

describe.skipIf(process.platform !== 'linux')('what was mended', () => {
  let launchers: Launchers
  beforeAll(() => {
    launchers = new Launchers()
  })
  afterAll(() => launchers.remove())

  describe.each(USERS)('as $name', (user) => {
    let worker: Worker
    beforeAll(() => {
      worker = new Worker(user.uid)
    })
    afterAll(async () => {
      await worker.close()
      forget(user)
    })

    test.for(ROWS)('$way: $name', async ({ one, way: name }, context) => {
      const needsOthers = Object.values(one.tree).some((text) => text.includes('theirs'))
      const cannot = needsOthers && process.getuid?.() !== 0
      context.skip(cannot, 'only root can make files of another user')
      const way = WAYS.find((each) => each.name === name)
      if (way === undefined) throw new Error(`there is no way ${name}`)
      const found = await launchers.find(way)
      if ('whyNot' in found) return context.skip(found.whyNot)
      const ground = { backend: way.backend, launcher: found.launcher }
      const { refused, differences } = await runCase(one, ground, worker)
      expect({ refused, differences }).toEqual({ refused: undefined, differences: [] })
    })
  })
})
