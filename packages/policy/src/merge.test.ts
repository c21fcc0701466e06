import { describe, expect, test } from 'vitest'
import { contextOf, profileOf } from '../test/support/profiles.js'
import { decide } from './decide.js'
import { merge } from './merge.js'
import { narrowerOrEqual } from './narrower.js'
import type { Profile } from './profile.js'
import { resolve } from './resolve.js'

const resolved = (profile: Profile) => resolve(profile, contextOf())

test('what either grants is granted, what either denies stays denied', () => {
  const a = profileOf({ ':root': 'read', '/repo': 'write', '/srv/keys': 'deny' })
  const b = profileOf({ '/srv': 'write', '/repo': { '**/*.env': 'deny' }, '/srv/keys': 'write' })
  const policy = resolved(merge(a, b))
  expect(decide(policy, '/srv/x').access).toBe('write')
  expect(decide(policy, '/srv/keys/x').access).toBe('deny')
  expect(decide(policy, '/repo/.env').access).toBe('deny')
  expect(decide(policy, '/repo/x').access).toBe('write')
})

test('without denies both sides fit inside the result', () => {
  const base = profileOf({}).egress
  const a = profileOf(
    { '/repo': 'write', ':root': 'read' },
    {
      egress: { ...base, mode: 'proxy', domains: [] },
      limits: { memory: 5, cpu: 1 },
      environment: { inherit: 'core', keep: ['A_KEY'], exclude: [], set: {}, only: ['A_KEY'] },
    },
  )
  const b = profileOf(
    { '/srv': 'write' },
    {
      egress: { ...base, mode: 'full', allowLocalBinding: true },
      limits: { memory: 9 },
      environment: { inherit: 'all', keep: [], exclude: [], set: {}, only: ['PATH'] },
    },
  )
  const both = resolved(merge(a, b))
  expect(narrowerOrEqual(resolved(a), both)).toEqual({ ok: true })
  expect(narrowerOrEqual(resolved(b), both)).toEqual({ ok: true })
  expect(both.limits).toEqual({ memory: 9 })
})

describe('settings', () => {
  test('a denied socket stays denied, and two proxies share their hosts', () => {
    const { egress } = profileOf({})
    const source = { keyPath: 'x' }
    const host = (name: string) => ({ host: name, action: 'allow' as const, private: false, source })
    const a = profileOf(
      {},
      {
        egress: {
          ...egress,
          mode: 'proxy',
          domains: [host('a')],
          limited: true,
          unixSockets: { '/s': 'deny' },
        },
      },
    )
    const b = profileOf(
      {},
      {
        egress: {
          ...egress,
          mode: 'proxy',
          domains: [host('b')],
          unixSockets: { '/s': 'allow' },
          upstreamProxy: 'http://p',
        },
      },
    )
    expect(merge(a, b).egress).toEqual({
      ...egress,
      mode: 'proxy',
      domains: [host('a'), host('b')],
      unixSockets: { '/s': 'deny' },
      upstreamProxy: 'http://p',
    })
  })

  test('a bound on the search depth only holds when both have one', () => {
    const [a, b] = [profileOf({}, { globScanMaxDepth: 3 }), profileOf({}, { globScanMaxDepth: 8 })]
    expect(merge(a, b).globScanMaxDepth).toBe(8)
    expect(merge(a, profileOf({})).globScanMaxDepth).toBeUndefined()
  })
})
