/** Random policies and paths over a small set of names, so that they meet. */

import fc from 'fast-check'
import type { Access } from '../../src/access.js'
import type { ProfileRule } from '../../src/profile.js'
import { type RuleTable, rulesOf } from './profiles.js'

const name = fc.constantFrom('a', 'b', 'c', '.git', '.codex', 'sandbox.toml', 'x.env')

/** Absolute, normal, at most five names deep. */
export const anyPath: fc.Arbitrary<string> = fc
  .array(name, { maxLength: 5 })
  .map((names) => `/${names.join('/')}`)

const access = fc.constantFrom<Access>('read', 'write', 'deny')

const globKey = fc
  .tuple(
    fc.array(name, { minLength: 1, maxLength: 2 }),
    fc.constantFrom('*', '**/*.env', '**/b', 'a*', '**', '*/c', '**/*/b', '?', '**/c/**'),
  )
  .map(([names, tail]) => `/${names.join('/')}/${tail}`)

/** One entry: mostly a literal, sometimes a deny glob. */
export const anyRule: fc.Arbitrary<ProfileRule> = fc
  .oneof(
    { arbitrary: fc.tuple(anyPath, access), weight: 5 },
    { arbitrary: fc.tuple(globKey, fc.constant<Access>('deny')), weight: 1 },
  )
  .map(([key, what]) => {
    const table: RuleTable = { [key]: what }
    return rulesOf(table)[0] as ProfileRule
  })

/** The rules of one profile. */
export const anyRules: fc.Arbitrary<readonly ProfileRule[]> = fc.array(anyRule, { maxLength: 10 })

/** A profile's rules and those of one made from it by leaving rules out, adding and changing some: often comparable. */
export const relatedRules: fc.Arbitrary<readonly [readonly ProfileRule[], readonly ProfileRule[]]> =
  anyRules.chain((rules) =>
    fc
      .tuple(
        fc.subarray([...rules]),
        fc.array(anyRule, { maxLength: 2 }),
        fc.array(access, { minLength: 10, maxLength: 10 }),
        fc.boolean(),
      )
      .map(([kept, added, accesses, change]) => [
        rules,
        [
          ...kept.map((rule, index) =>
            change && !rule.key.includes('*') && !rule.key.includes('?')
              ? { ...rule, access: accesses[index] ?? rule.access }
              : rule,
          ),
          ...added,
        ],
      ]),
  )
