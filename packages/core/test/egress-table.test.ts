/** Domain rules are enforced or refused: every mode, with every kind of rules, on every backend. */

import {
  type BackendName,
  BUILTIN_PROFILES,
  compileDomain,
  type EgressMode,
  type ResolvedPolicy,
  resolve,
  WORKSPACE,
} from '@sandbox/policy'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { selectBackend } from '../src/backends.js'
import { Place } from './place.js'

const MODES = ['none', 'proxy', 'full'] as const
const RULES = {
  'no rules': [],
  'an allow rule': ['allow'],
  'a deny rule': ['deny'],
  'rules of both kinds': ['allow', 'deny'],
} as const

type RuleKind = keyof typeof RULES

const REFUSED = 'EGRESS_NOT_ENFORCED'

/** What must become of it, whoever made the policy. `served`: somebody answers at the proxy's listener. */
function truth(backend: BackendName, mode: EgressMode, rules: RuleKind, served: boolean): string {
  if (mode !== 'proxy') return rules === 'no rules' ? 'no proxy' : REFUSED
  return backend !== 'linux-landlock-seccomp' && served ? 'a proxy' : REFUSED
}

const ROWS = (['linux-bwrap', 'linux-landlock-seccomp', 'macos-seatbelt'] as const).flatMap((backend) =>
  MODES.flatMap((mode) =>
    (Object.keys(RULES) as RuleKind[]).flatMap((rules) =>
      [true, false].map((served) => ({ backend, mode, rules, served })),
    ),
  ),
)

function policyOf(backend: BackendName, mode: EgressMode, rules: RuleKind): ResolvedPolicy {
  const profile = BUILTIN_PROFILES.get(WORKSPACE)
  if (profile === undefined) throw new Error('no such built-in profile')
  const policy = resolve(profile, { cwd: '/var/tmp', home: '/var/tmp', platform: 'linux' })
  const domains = RULES[rules].map((action, index) =>
    compileDomain(`${index}.example`, action, { keyPath: 'a rule' }),
  )
  const platform = backend === 'macos-seatbelt' ? 'darwin' : 'linux'
  return { ...policy, platform, egress: { ...policy.egress, mode, domains } }
}

describe('a backend that is given a policy', () => {
  test.each(ROWS)(
    '$backend, mode $mode, $rules, served: $served',
    async ({ backend, mode, rules, served }) => {
      const policy = policyOf(backend, mode, rules)
      const { prepare } = await selectBackend(policy, backend)
      const outcome = await prepare(policy, { servesEgress: served }).then(
        async (prepared) => {
          await prepared.close()
          return prepared.egressEndpoint === undefined ? 'no proxy' : 'a proxy'
        },
        (error: { readonly code?: string }) => String(error.code ?? error),
      )
      const meant = truth(backend, mode, rules, served)
      // What is not refused may still fail on a host of another kind, for a reason of its own.
      if (meant !== REFUSED && policy.platform !== process.platform) expect(outcome).not.toBe(REFUSED)
      else expect(outcome).toBe(meant)
    },
  )
})

describe.skipIf(process.platform !== 'linux')('a sandbox that is asked for', () => {
  let place: Place
  beforeEach(() => {
    place = new Place()
  })
  afterEach(() => place.remove())

  const ASKED = (['linux-bwrap', 'linux-landlock-seccomp'] as const).flatMap((backend) =>
    [undefined, ...MODES].flatMap((mode) =>
      (Object.keys(RULES) as RuleKind[]).map((rules) => ({ backend, mode, rules })),
    ),
  )

  test.each(ASKED)('$backend, mode $mode, $rules', async ({ backend, mode, rules }) => {
    const domains = Object.fromEntries(RULES[rules].map((action, index) => [`${index}.example`, action]))
    const network = { domains, ...(mode === undefined ? {} : { mode }) }
    const outcome = await place.sandbox({ backend, network }).then(
      ({ policy }) => `${policy.egress.mode} with ${policy.egress.domains.length}`,
      (error: { readonly code?: string }) => error.code,
    )
    const count = RULES[rules].length
    const effective = mode ?? (count > 0 ? 'proxy' : 'none')
    if (effective !== 'proxy' && count > 0) expect(outcome).toBe('POLICY_NETWORK_IGNORED')
    else if (effective === 'proxy' && backend !== 'linux-bwrap') expect(outcome).toBe(REFUSED)
    else expect(outcome).toBe(`${effective} with ${count}`)
  })

  test.each(MODES)('no sandbox at all takes neither mode %s nor a rule', async (mode) => {
    for (const domains of [{}, { 'a.example': 'allow' }, { 'a.example': 'deny' }] as const) {
      const asked = place.sandbox({ profile: ':danger-full-access', network: { mode, domains } })
      await expect(asked).rejects.toMatchObject({ code: 'POLICY_OPTION_IGNORED' })
    }
  })
})
