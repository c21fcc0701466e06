import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { anyPath, anyRules, relatedRules } from '../test/support/arbitraries.js'
import { naiveDecide } from '../test/support/naive-decide.js'
import { contextOf, profileOf } from '../test/support/profiles.js'
import { ACCESS_WIDTH } from './access.js'
import { compileDecider } from './decide.js'
import { diff } from './diff.js'
import { intersect } from './intersect.js'
import { narrowerOrEqual } from './narrower.js'
import type { ProfileRule } from './profile.js'
import { resolve } from './resolve.js'

// Many cases each; a busy machine must not make them fail.
vi.setConfig({ testTimeout: 60_000 })

const protectedNames = ['.git', '.codex']
const paths = fc.array(anyPath, { minLength: 1, maxLength: 40 })

function policyWith(rules: readonly ProfileRule[], minimal = false) {
  const extra = minimal
    ? [{ key: ':minimal', subpath: '.', access: 'read' as const, source: { keyPath: ':minimal' } }]
    : []
  return resolve(profileOf({}, { rules: [...rules, ...extra], protectedNames }), contextOf())
}

const usable = (rules: readonly ProfileRule[]) => {
  const policy = policyWith(rules)
  return { policy, decider: compileDecider(policy) }
}

test('the compiled decider agrees with the description read naively', () => {
  fc.assert(
    fc.property(anyRules, paths, (rules, asked) => {
      const { decider } = usable(rules)
      for (const path of asked) {
        expect([path, decider.decide(path).access]).toEqual([
          path,
          naiveDecide({ rules, protectedNames }, path),
        ])
      }
    }),
    { numRuns: 600 },
  )
})

describe('where letter case does not count', () => {
  const spelled = {
    win32: (path: string) => `C:${path.replaceAll('/', '\\')}`,
    darwin: (path: string) => path,
  }
  const shouting = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 })
  const shout = (text: string, upper: readonly boolean[]) =>
    [...text].map((letter, index) => (upper[index % upper.length] ? letter.toUpperCase() : letter)).join('')

  test.each(['win32', 'darwin'] as const)(
    '%s answers for every spelling as Linux for the plain one',
    (platform) => {
      fc.assert(
        fc.property(anyRules, paths, shouting, (rules, asked, upper) => {
          const respell = (path: string) => spelled[platform](shout(path, upper))
          const respelled = rules.map((rule) => ({ ...rule, key: respell(rule.key) }))
          const profile = profileOf({}, { rules: respelled, protectedNames })
          const decider = compileDecider(resolve(profile, contextOf({}, { platform })))
          const plain = usable(rules).decider
          for (const path of asked) {
            expect([path, decider.decide(respell(path)).access]).toEqual([path, plain.decide(path).access])
          }
        }),
        { numRuns: 150 },
      )
    },
  )
})

test('the order of the rules changes nothing', () => {
  const shuffled = anyRules.chain((rules) =>
    fc.tuple(fc.constant(rules), fc.shuffledSubarray([...rules], { minLength: rules.length })),
  )
  fc.assert(
    fc.property(shuffled, ([rules, mixed]) => {
      expect(policyWith(mixed)).toEqual(policyWith(rules))
    }),
  )
})

test('the whole-disk answers are true of every path', () => {
  fc.assert(
    fc.property(anyRules, paths, (rules, asked) => {
      const { policy, decider } = usable(rules)
      for (const path of asked) {
        const { access } = decider.decide(path)
        if (policy.fullDiskRead) expect(access).not.toBe('deny')
        if (policy.fullDiskWrite) expect(access).toBe('write')
      }
    }),
  )
})

test('what is writable lies in a writable root and outside what it closes', () => {
  fc.assert(
    fc.property(anyRules, paths, (rules, asked) => {
      const { policy, decider } = usable(rules)
      const within = (above: string, path: string) =>
        above === path || path.startsWith(above === '/' ? '/' : `${above}/`)
      for (const path of asked.filter((each) => decider.decide(each).access === 'write')) {
        const roots = policy.writableRoots.filter((root) => within(root.path, path))
        const nearest = roots.at(-1)
        expect(nearest).toBeDefined()
        const closed = [
          ...(nearest?.readOnlySubpaths ?? []),
          ...(nearest?.protectedPaths.map((each) => each.path) ?? []),
        ]
        expect(closed.filter((each) => within(each, path))).toEqual([])
      }
    }),
  )
})

describe('comparing two policies', () => {
  test('narrowerOrEqual says yes only when no path is wider', () => {
    let comparable = 0
    fc.assert(
      fc.property(relatedRules, fc.boolean(), fc.boolean(), paths, ([one, other], x, y, asked) => {
        const [a, b] = [policyWith(other, x), policyWith(one, y)]
        if (!narrowerOrEqual(a, b).ok) return
        comparable += 1
        const [mine, limit] = [compileDecider(a), compileDecider(b)]
        for (const path of [...asked, '/usr/bin', '/etc/a']) {
          expect(ACCESS_WIDTH[mine.decide(path).access]).toBeLessThanOrEqual(
            ACCESS_WIDTH[limit.decide(path).access],
          )
        }
      }),
      { numRuns: 800 },
    )
    expect(comparable).toBeGreaterThan(50)
  })

  describe('where the paths of :minimal are only known to the backend', () => {
    const minimal = {
      key: ':minimal',
      subpath: '.',
      access: 'read' as const,
      source: { keyPath: ':minimal' },
    }
    const onMac = (rules: readonly ProfileRule[], asks: boolean) => {
      const profile = profileOf({}, { rules: asks ? [...rules, minimal] : rules, protectedNames })
      return resolve(profile, contextOf({}, { platform: 'darwin' }))
    }
    const platformDefaults = ['/a', '/b/c', '/c/a/b']

    test('narrowerOrEqual says yes only when no path is wider', () => {
      fc.assert(
        fc.property(relatedRules, fc.boolean(), fc.boolean(), paths, ([one, other], x, y, asked) => {
          const [a, b] = [onMac(other, x), onMac(one, y)]
          if (!narrowerOrEqual(a, b).ok) return
          const [mine, limit] = [a, b].map((policy) => compileDecider(policy, { platformDefaults }))
          for (const path of asked) {
            const [is, most] = [mine?.decide(path).access ?? 'write', limit?.decide(path).access ?? 'deny']
            expect(ACCESS_WIDTH[is]).toBeLessThanOrEqual(ACCESS_WIDTH[most])
          }
        }),
        { numRuns: 800 },
      )
    })

    test('an intersection is never wider than either side', () => {
      fc.assert(
        fc.property(anyRules, anyRules, fc.boolean(), fc.boolean(), (one, other, x, y) => {
          const [a, b] = [onMac(one, x), onMac(other, y)]
          const both = intersect(a, b)
          expect([narrowerOrEqual(both, a), narrowerOrEqual(both, b)]).toEqual([{ ok: true }, { ok: true }])
        }),
        { numRuns: 400 },
      )
    })
  })

  test('a policy is never wider than itself', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        expect(narrowerOrEqual(policyWith(rules), policyWith(rules))).toEqual({ ok: true })
      }),
    )
  })

  test('an intersection is never wider than either side, and never narrower than both', () => {
    fc.assert(
      fc.property(anyRules, anyRules, fc.boolean(), fc.boolean(), paths, (one, other, x, y, asked) => {
        const [a, b] = [policyWith(one, x), policyWith(other, y)]
        const both = intersect(a, b)
        expect([narrowerOrEqual(both, a), narrowerOrEqual(both, b)]).toEqual([{ ok: true }, { ok: true }])
        const [left, right, result] = [compileDecider(a), compileDecider(b), compileDecider(both)]
        for (const path of [...asked, '/usr/bin', '/etc/a', '/opt']) {
          const least = Math.min(
            ACCESS_WIDTH[left.decide(path).access],
            ACCESS_WIDTH[right.decide(path).access],
          )
          expect([path, ACCESS_WIDTH[result.decide(path).access]]).toEqual([path, least])
        }
      }),
      { numRuns: 400 },
    )
  })

  test('an empty difference means equal answers', () => {
    fc.assert(
      fc.property(relatedRules, paths, ([one, other], asked) => {
        const [a, b] = [policyWith(one), policyWith(other)]
        if (diff(a, b).length > 0) return
        const [left, right] = [compileDecider(a), compileDecider(b)]
        for (const path of asked) expect(left.decide(path).access).toBe(right.decide(path).access)
      }),
    )
  })
})
