import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { descriptorOf, USER } from '../../test/support/memory-volume.js'
import type { Ace } from '../codec/acl.js'
import { CONTROL, decodeDescriptor, encodeDescriptor } from '../codec/descriptor.js'
import { RIGHT } from '../rights.js'
import { entriesFor, hasRole, mentions, type Role, sameAccess, withRole } from './entries.js'

const SID = 'S-1-5-21-1-2-3-4'
const ROLES: readonly Role[] = ['root', 'below', 'closed', 'kept']
const KINDS = ['file', 'directory', 'link'] as const

const entriesOf = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : decodeDescriptor(bytes).dacl?.entries

const anyAce: fc.Arbitrary<Ace> = fc.record({
  type: fc.constantFrom('allow' as const, 'deny' as const),
  flags: fc.integer({ min: 0, max: 0x1f }),
  mask: fc.integer({ min: 0, max: 0x1f01ff }),
  sid: fc.constantFrom(USER, 'S-1-1-0', 'S-1-5-21-9-9-9-9'),
})
const anyBytes = fc
  .tuple(
    fc.array(anyAce, { maxLength: 8 }),
    fc.constantFrom(0, CONTROL.daclProtected, CONTROL.daclAutoInherited),
  )
  .map(([entries, control]) => descriptorOf(entries, control))

test('what a role puts in comes out again, and nothing else moves', () => {
  fc.assert(
    fc.property(anyBytes, fc.constantFrom(...ROLES), fc.constantFrom(...KINDS), (bytes, role, kind) => {
      const with_ = withRole(bytes, role, SID, kind) ?? bytes
      expect(mentions(with_, SID)).toBe(true)
      expect(sameAccess(withRole(with_, 'stranger', SID, kind) ?? with_, bytes)).toBe(true)
    }),
  )
})

test('a role that is there is recognised, and putting it in again changes nothing', () => {
  fc.assert(
    fc.property(anyBytes, fc.constantFrom(...ROLES), fc.constantFrom(...KINDS), (bytes, role, kind) => {
      const once = withRole(bytes, role, SID, kind) ?? bytes
      expect(hasRole(once, role, SID, kind)).toBe(true)
      expect(withRole(once, role, SID, kind)).toEqual(once)
      if (role !== 'below') expect(hasRole(bytes, role, SID, kind)).toBe(false)
    }),
  )
})

test('an inherited entry of the capability does not hide that its own is missing, and does not count as too much', () => {
  const inherited = withRole(descriptorOf(), 'below', SID, 'directory') ?? new Uint8Array()
  expect(hasRole(inherited, 'closed', SID, 'directory')).toBe(false)
  const both = encodeDescriptor({
    ...decodeDescriptor(inherited),
    dacl: {
      revision: 2,
      entries: [...entriesFor('closed', SID, { kind: 'directory' }), ...(entriesOf(inherited) ?? [])],
    },
  })
  expect(hasRole(both, 'closed', SID, 'directory')).toBe(true)
})

test('what closes stands before everything that opens', () => {
  const opened = withRole(descriptorOf(), 'root', SID, 'directory') ?? new Uint8Array()
  const closed = withRole(opened, 'closed', SID, 'directory')
  expect(entriesOf(closed)?.[0]).toMatchObject({ type: 'deny', sid: SID })
})

test('a root may not be removed by itself, what is in it may, and no directory may remove what it holds', () => {
  const [own, below] = entriesFor('root', SID, { kind: 'directory' })
  expect((own?.mask ?? 0) & RIGHT.delete).toBe(0)
  expect((below?.mask ?? 0) & RIGHT.delete).toBe(RIGHT.delete)
  for (const role of ROLES) {
    for (const ace of entriesFor(role, SID, { kind: 'directory' })) {
      if (ace.type === 'allow') expect(ace.mask & RIGHT.deleteChild).toBe(0)
      // What closes must not take reading away.
      else expect(ace.mask & (RIGHT.readData | RIGHT.readControl | RIGHT.synchronize | RIGHT.execute)).toBe(0)
    }
  }
})

test('a protected list gets entries of its own', () => {
  const bytes = withRole(descriptorOf([], CONTROL.daclProtected), 'below', SID, 'directory')
  expect(entriesOf(bytes)).toEqual([expect.objectContaining({ flags: 0x03, sid: SID })])
})

test('the mark of inherited lists is asked for again, or the system would drop it', () => {
  const bytes = withRole(descriptorOf([], CONTROL.daclAutoInherited), 'root', SID, 'file') ?? new Uint8Array()
  expect(decodeDescriptor(bytes).control).toBe(CONTROL.daclAutoInherited | CONTROL.daclAutoInheritRequested)
})

describe('an object without a list', () => {
  const open = encodeDescriptor({ control: 0, owner: USER, dacl: null })

  test('gets none: a new one would close it for everybody else', () => {
    for (const role of ROLES) expect(withRole(open, role, SID, 'directory')).toBeUndefined()
    expect(withRole(open, 'stranger', SID, 'directory')).toBe(open)
  })

  test('has no role', () => {
    for (const role of ROLES) expect(hasRole(open, role, SID, 'directory')).toBe(false)
  })
})
