import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Ace, type Acl, decodeAcl, encodeAcl } from './acl.js'
import { CONTROL, type Descriptor, decodeDescriptor, encodeDescriptor } from './descriptor.js'
import { decodeSid, encodeSid } from './sid.js'

const number = fc.integer({ min: 0, max: 0xffff_ffff })
const anySid = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.array(number, { maxLength: 15 }))
  .map(([authority, numbers]) => ['S', 1, authority, ...numbers].join('-'))
const flags = fc.integer({ min: 0, max: 0x1f })
const plainAce = fc.record({
  type: fc.constantFrom('allow' as const, 'deny' as const),
  flags,
  mask: number,
  sid: anySid,
})
/** Kinds that begin like others, and that nobody has thought of yet. */
const foreignAce = fc
  .tuple(fc.integer({ min: 2, max: 255 }), flags, fc.uint8Array({ maxLength: 40 }))
  .map(([kind, aceFlags, rest]): Ace => {
    const length = 4 + rest.length
    return { type: 'foreign', flags: aceFlags, bytes: Uint8Array.of(kind, aceFlags, length, 0, ...rest) }
  })
const anyAcl: fc.Arbitrary<Acl> = fc.record({
  revision: fc.constantFrom(2, 4),
  entries: fc.array(fc.oneof<fc.Arbitrary<Ace>[]>(plainAce, foreignAce), { maxLength: 12 }),
})
const anyDescriptor: fc.Arbitrary<Descriptor> = fc.record({
  control: fc.constantFrom(0, CONTROL.daclProtected, CONTROL.daclAutoInherited, 0x0108),
  owner: fc.option(anySid, { nil: undefined }),
  group: fc.option(anySid, { nil: undefined }),
  dacl: fc.oneof(anyAcl, fc.constant(null), fc.constant(undefined)),
  sacl: fc.oneof(anyAcl, fc.constant(null), fc.constant(undefined)),
})

test('identifiers are read back as they were written', () => {
  fc.assert(
    fc.property(anySid, fc.uint8Array({ maxLength: 8 }), (sid, behind) => {
      const bytes = encodeSid(sid)
      expect(decodeSid(Uint8Array.of(...bytes, ...behind))).toEqual({ sid, length: bytes.length })
    }),
  )
})

test('well-known identifiers have the bytes that Windows documents', () => {
  expect([...encodeSid('S-1-1-0')]).toEqual([1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
  expect([...encodeSid('S-1-5-32-544')]).toEqual([1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0])
})

test.each([
  '',
  'S-1',
  'S-2-5-1',
  's-1-5-1',
  'S-1-5-',
  'S-1-5-x',
  'S-1-5--1',
  'S-1-5-4294967296',
  `S-1-5${'-1'.repeat(16)}`,
])('%j is no identifier', (text) => {
  expect(() => encodeSid(text)).toThrow(expect.objectContaining({ code: 'SID_MALFORMED' }))
})

test('lists are read back as they were written, strange entries included', () => {
  fc.assert(fc.property(anyAcl, (acl) => void expect(decodeAcl(encodeAcl(acl))).toEqual(acl)))
})

test('an entry with bytes behind its identifier is kept whole', () => {
  const [ace] = decodeAcl(
    encodeAcl({ revision: 2, entries: [{ type: 'allow', flags: 0, mask: 1, sid: 'S-1-1-0' }] }),
  ).entries
  expect(ace?.type).toBe('allow')
  const longer = Uint8Array.of(0, 0, 24, 0, 1, 0, 0, 0, ...encodeSid('S-1-1-0'), 9, 9, 9, 9)
  const list = Uint8Array.of(2, 0, 32, 0, 1, 0, 0, 0, ...longer)
  expect(decodeAcl(list).entries).toEqual([{ type: 'foreign', flags: 0, bytes: longer }])
  expect(encodeAcl(decodeAcl(list))).toEqual(list)
})

test('descriptors are read back as they were written', () => {
  fc.assert(
    fc.property(anyDescriptor, (descriptor) => {
      expect(decodeDescriptor(encodeDescriptor(descriptor))).toEqual(descriptor)
    }),
  )
})

describe('damaged bytes', () => {
  const isOurs = (error: unknown) =>
    expect(error).toMatchObject({ code: expect.stringMatching(/^(DESCRIPTOR|SID)_MALFORMED$/) })

  test('are refused or read, and nothing else happens', () => {
    fc.assert(
      fc.property(
        anyDescriptor,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.nat(),
        (made, changes, cut) => {
          const whole = encodeDescriptor(made)
          const bytes = whole.slice(0, whole.length - (cut % 8))
          for (const [at, value] of changes) bytes[at % bytes.length] = value
          try {
            decodeDescriptor(bytes)
          } catch (error) {
            isOurs(error)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('a list that is longer than Windows can say is refused', () => {
    const entries = Array.from({ length: 4000 }, () => ({
      type: 'allow' as const,
      flags: 0,
      mask: 1,
      sid: 'S-1-1-0',
    }))
    expect(() => encodeAcl({ revision: 2, entries })).toThrow('a list of 4000 entries needs 80008 bytes')
  })
})
