/** Cases in which policy and kernel once differed, as small as they get. */

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Case } from '../../src/linux/case.js'
import { runCase } from '../../src/linux/run-case.js'
import { forget, USERS } from '../../src/linux/users.js'
import { Worker } from '../../src/linux/worker.js'

vi.setConfig({ testTimeout: 60_000 })

const bundled = { backend: 'linux-bwrap', launcher: 'bundled' } as const

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

describe.skipIf(process.platform !== 'linux').each(USERS)('as $name', (user) => {
  let worker: Worker
  beforeAll(() => {
    worker = new Worker(user.uid)
  })
  afterAll(async () => {
    await worker.close()
    forget(user)
  })

  test.for(Object.entries(CASES))('%s', async ([, one], context) => {
    const needsOthers = Object.values(one.tree).some((text) => text.includes('theirs'))
    const cannot = needsOthers && process.getuid?.() !== 0
    context.skip(cannot, 'only root can make files of another user')
    const { refused, differences } = await runCase(one, bundled, worker)
    expect({ refused, differences }).toEqual({ refused: undefined, differences: [] })
  })
})
