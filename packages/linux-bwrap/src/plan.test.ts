import { type Access, decide } from '@sandbox/policy'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryPaths } from '../test/memory-paths.js'
import { policyOf } from '../test/policies.js'
import { simulate } from '../test/simulate.js'
import { planMounts } from './plan.js'

const INNER = { proc: 'fresh', masks: 'inner' } as const
const NO_EXTRAS = { globMatches: [], ownDirectories: [] }

function planOf(rules: Record<string, Access>, entries: readonly string[], protectedNames: string[] = []) {
  const view = memoryPaths(entries)
  const plan = planMounts(policyOf(rules, view, { protectedNames }), INNER, view, NO_EXTRAS)
  // `sandbox.toml` is protected in every writable root, and /proc/sys always; here they would only repeat themselves.
  const carves = plan.carves.filter(({ path }) => !path.endsWith('/sandbox.toml') && path !== '/proc/sys')
  return { ...plan, carves }
}

describe('the frame', () => {
  test('a readable root is one read-only bind', () => {
    expect(planOf({ '/': 'read' }, []).frame[0]).toEqual({ kind: 'roBind', path: '/' })
  })

  test('without a readable root everything starts empty and only granted paths appear', () => {
    const { frame } = planOf({ '/usr': 'read', '/w': 'write' }, ['/usr/', '/w/'])
    expect(frame[0]).toEqual({ kind: 'emptyRoot' })
    expect(frame).toContainEqual({ kind: 'roBind', path: '/usr' })
    expect(frame).toContainEqual({ kind: 'bind', path: '/w' })
  })

  test('a writable root inside another one needs no bind of its own', () => {
    const { frame } = planOf({ '/': 'read', '/w': 'write', '/w/a': 'write' }, ['/w/a/'])
    expect(frame.filter((mount) => mount.kind === 'bind')).toEqual([{ kind: 'bind', path: '/w' }])
  })

  test('a writable root through a link is bound where the link leads', () => {
    const { frame } = planOf({ '/': 'read', '/home/u/link': 'write' }, ['/data/', '/home/u/link -> /data'])
    expect(frame).toContainEqual({ kind: 'bind', path: '/data' })
    expect(frame).not.toContainEqual({ kind: 'bind', path: '/home/u/link' })
  })

  test('links on the way to a grant are remade in an empty root', () => {
    const { frame } = planOf({ '/bin': 'read' }, ['/usr/bin/', '/bin -> usr/bin'])
    expect(frame).toContainEqual({ kind: 'symlink', path: '/bin', target: 'usr/bin' })
    expect(frame).toContainEqual({ kind: 'roBind', path: '/usr/bin' })
  })
})

describe('closing and reopening', () => {
  test('a denied directory with a reopened one keeps the way to it', () => {
    const { carves } = planOf({ '/': 'read', '/w': 'write', '/w/a': 'deny', '/w/a/b': 'write' }, ['/w/a/b/'])
    expect(carves).toEqual([
      { kind: 'hole', path: '/w/a', openings: [{ path: '/w/a/b', target: 'directory' }] },
      { kind: 'attach', path: '/w/a/b', access: 'write' },
    ])
  })

  test('every directory between the root and a closed path is pinned, then buried', () => {
    const { carves } = planOf({ '/': 'read', '/w': 'write', '/w/a/b/s': 'deny' }, ['/w/a/b/s'])
    expect(carves).toEqual([
      { kind: 'pin', path: '/w/a', root: '/w' },
      { kind: 'pin', path: '/w/a/b', root: '/w' },
      { kind: 'attach', path: '/w', access: 'write' },
      { kind: 'hide', path: '/w/a/b/s', target: 'file', mustExist: true },
    ])
  })

  test('a link that the command could replace on the way to a denied path is pinned', () => {
    const { carves } = planOf({ '/': 'read', '/w': 'write', '/w/l': 'deny' }, ['/w/l -> t', '/w/t'])
    expect(carves).toContainEqual({ kind: 'pinLink', path: '/w/l' })
    expect(carves).toContainEqual({ kind: 'hide', path: '/w/t', target: 'file', mustExist: true })
  })

  test('a host that cannot pin links refuses such a policy by name', () => {
    const view = memoryPaths(['/w/l -> t', '/w/t'])
    const policy = policyOf({ '/': 'read', '/w': 'write', '/w/l': 'deny' }, view)
    expect(() => planMounts(policy, { proc: 'fresh', masks: 'launcher' }, view, NO_EXTRAS)).toThrowError(
      expect.objectContaining({ code: 'LINK_NOT_PINNABLE' }),
    )
  })
})

describe('missing paths', () => {
  test('a missing protected name is occupied and stays readable', () => {
    const plan = planOf({ '/': 'read', '/w': 'write' }, ['/w/'], ['.git'])
    expect(plan.placeholders).toContainEqual({ path: '/w/.git', root: '/w' })
    expect(plan.carves).toContainEqual({ kind: 'guard', path: '/w/.git' })
  })

  test('only the first missing component of a denied path is occupied', () => {
    const plan = planOf({ '/': 'read', '/w': 'write', '/w/a/b/c': 'deny' }, ['/w/'])
    expect(plan.placeholders.map(({ path }) => path)).toContain('/w/a')
    expect(plan.carves).toContainEqual({ kind: 'guard', path: '/w/a' })
  })

  test('a missing denied path where nothing can be made needs nothing', () => {
    expect(planOf({ '/': 'read', '/etc/x': 'deny' }, ['/etc/']).carves).toEqual([])
  })
})

describe('what cannot be looked up', () => {
  const locked = (rules: Record<string, Access>, entries: readonly string[], unreachable: string) => {
    const view = memoryPaths(entries)
    const policy = policyOf(rules, view)
    const blocked = {
      ...view,
      kind: (path: string) => (path.startsWith(unreachable) ? 'unreachable' : view.kind(path)),
    }
    return planMounts(policy, INNER, blocked as typeof view, NO_EXTRAS).carves
  }

  test('is closed together with the directory that hides it', () => {
    const carves = locked({ '/': 'read', '/w': 'write', '/w/a/s': 'deny' }, ['/w/a/s'], '/w/a/')
    expect(carves).toContainEqual({ kind: 'hide', path: '/w/a', target: 'directory', mustExist: true })
  })

  test('the same when it is only to stay unwritten', () => {
    const carves = locked({ '/': 'read', '/w': 'write', '/w/a/s': 'read' }, ['/w/a/s'], '/w/a/')
    expect(carves).toContainEqual({ kind: 'hide', path: '/w/a', target: 'directory', mustExist: true })
  })

  test('is closed although the directory itself is granted', () => {
    const carves = locked({ '/': 'read', '/w': 'write' }, ['/w/.git/'], '/w/')
    expect(carves).toContainEqual({ kind: 'hide', path: '/w', target: 'directory', mustExist: true })
  })

  test('is not granted', () => {
    const carves = locked({ '/': 'read', '/w/a/s': 'write' }, ['/w/a/s'], '/w/a/')
    expect(carves.filter((carve) => carve.path.startsWith('/w'))).toEqual([])
  })

  test('a link that leads in a circle is kept from being replaced', () => {
    const view = memoryPaths(['/w/loop -> loop'])
    const policy = policyOf({ '/': 'read', '/w': 'write', '/w/loop/x': 'deny' }, view)
    expect(planMounts(policy, INNER, view, NO_EXTRAS).carves).toContainEqual({
      kind: 'pinLink',
      path: '/w/loop',
    })
  })

  test('a missing name in a directory that may not be written closes the directory', () => {
    const view = { ...memoryPaths(['/w/a/']), canCreateIn: () => false }
    const policy = policyOf({ '/': 'read', '/w': 'write', '/w/a/s': 'deny' }, view)
    const plan = planMounts(policy, INNER, view, NO_EXTRAS)
    expect(plan.placeholders).toEqual([])
    expect(plan.carves).toContainEqual({ kind: 'readOnly', path: '/w/a', mustExist: true })
  })
})

describe('what must stay missing where the user can make nothing', () => {
  const closing = { '/': 'read', '/w': 'write', '/w/a/s': 'deny' } as const
  const planIn = (entries: readonly string[], facts: Partial<ReturnType<typeof memoryPaths>>) => {
    const view = { ...memoryPaths(entries), ...facts }
    return planMounts(policyOf(closing, view), INNER, view, NO_EXTRAS)
  }

  test('a directory of somebody else keeps its name and is not closed', () => {
    const plan = planIn(['/w/a/'], { canCreateIn: (path) => path !== '/w/a', isOwn: () => false })
    expect(plan.placeholders.map(({ path }) => path)).toEqual(['/w/sandbox.toml'])
    expect(plan.carves).toContainEqual({ kind: 'pin', path: '/w/a', root: '/w' })
    expect(plan.carves.filter((carve) => carve.kind === 'readOnly' && carve.path === '/w/a')).toEqual([])
  })

  test('a file is read-only, so that no directory takes its place', () => {
    const plan = planIn(['/w/a'], { canCreateIn: () => true, isOwn: () => false })
    expect(plan.carves).toContainEqual({ kind: 'readOnly', path: '/w/a', mustExist: true })
  })
})

test("another user's empty directory may vanish meanwhile: it may be the placeholder of a run of theirs", () => {
  const view = { ...memoryPaths(['/w/.git/']), isForeignEmpty: () => true }
  const policy = policyOf({ '/': 'read', '/w': 'write' }, view, { protectedNames: ['.git'] })
  expect(planMounts(policy, INNER, view, NO_EXTRAS).carves).toContainEqual({
    kind: 'readOnly',
    path: '/w/.git',
    mustExist: false,
  })
})

test('a device tree as a whole cannot be made writable', () => {
  expect(() => planOf({ '/': 'read', '/dev': 'write' }, ['/dev/'])).toThrowError(
    expect.objectContaining({ code: 'DEVICE_TREE_WRITABLE' }),
  )
})

const TREE = [
  '/w/a/b/c/d',
  '/w/a/x',
  '/w/e/f',
  '/w/.git/config',
  '/w/a/.git/',
  '/o/p/q',
  '/o/p/.git/',
  '/o/r/',
]
const PATHS = [
  ...new Set(TREE.flatMap((entry) => entry.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/')))),
].filter((path) => path !== '' && !path.endsWith('/'))

test('what the steps do is what decide says, for any set of rules', () => {
  const rules = fc.dictionary(
    fc.constantFrom('/', ...PATHS),
    fc.constantFrom<Access>('read', 'write', 'deny'),
    { maxKeys: 7 },
  )
  fc.assert(
    fc.property(rules, fc.boolean(), (rules, metadata) => {
      const view = memoryPaths(TREE)
      const policy = policyOf(rules, view, { protectedNames: metadata ? ['.git'] : [] })
      const seen = simulate(planMounts(policy, INNER, view, NO_EXTRAS))
      for (const path of PATHS) expect([path, seen(path)]).toEqual([path, decide(policy, path).access])
    }),
    { numRuns: 2000 },
  )
})
