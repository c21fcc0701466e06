import { expect, test } from 'vitest'
import { egress } from '../test/support/rules.js'
import { createGate, type Permit } from './gate.js'
import { createLookup } from './lookup.js'
import { createQuestions, type EgressDecider } from './questions.js'
import { type Refusal, RefusedError } from './refusal.js'

interface Parts {
  readonly decide?: EgressDecider
  readonly addresses?: Readonly<Record<string, readonly string[]>>
  readonly own?: string
}

function gateOf(policy: ReturnType<typeof egress>, { decide, addresses = {}, own }: Parts = {}) {
  const lookedUp: string[] = []
  const lookup = createLookup(
    async (name) => {
      lookedUp.push(name)
      return addresses[name] ?? []
    },
    1,
    () => {},
  )
  const questions = decide === undefined ? undefined : createQuestions(decide, () => {})
  const gate = createGate({
    policy,
    lookup,
    questions,
    isOwn: (address, port) => `${address} ${port}` === own,
  })
  const reach = async (host: string, port = 443, method?: string): Promise<readonly string[] | string> => {
    const permit: Permit | Refusal = await gate.permit({
      target: { host, port },
      protocol: method === undefined ? 'connect' : 'http',
      method,
    })
    if ('reason' in permit) return permit.reason
    return await gate.addresses(permit, new AbortController().signal).catch((error: unknown) => {
      if (error instanceof RefusedError) return error.refusal.reason
      throw error
    })
  }
  return { reach, lookedUp }
}

const PUBLIC = { 'a.test': ['1.1.1.1', '2606:4700::1'] }

test('an allowed name is looked up once, and its addresses are the answer', async () => {
  const { reach, lookedUp } = gateOf(egress({ 'a.test': 'allow' }), { addresses: PUBLIC })
  expect(await reach('a.test')).toEqual(['1.1.1.1', '2606:4700::1'])
  expect(lookedUp).toEqual(['a.test'])
})

test('no refused name is looked up', async () => {
  const { reach, lookedUp } = gateOf(egress({ '*.a.test': 'allow', 'b.a.test': 'deny' }), {
    decide: () => 'deny',
  })
  expect(await reach('a.test')).toBe('declined')
  expect(await reach('b.a.test')).toBe('denied')
  expect(await reach('c.a.test', 22)).toBe('declined')
  expect(lookedUp).toEqual([])
})

test('without a hook a name that no rule lists is refused as such', async () => {
  expect(await gateOf(egress({})).reach('a.test')).toBe('not_listed')
})

test.each([
  ['127.0.0.1'],
  ['10.1.2.3'],
  ['169.254.169.254'],
  ['::1'],
  ['fd00:ec2::254'],
  ['::ffff:127.0.0.1'],
  ['64:ff9b::7f00:1'],
  ['0.0.0.0'],
])('a name that leads to %s is refused', async (address) => {
  const { reach } = gateOf(egress({ 'a.test': 'allow' }), { addresses: { 'a.test': [address] } })
  expect(await reach('a.test')).toBe('private_address')
})

test('one address that is not public among public ones is enough', async () => {
  const addresses = { 'a.test': ['1.1.1.1', '127.0.0.1'] }
  expect(await gateOf(egress({ 'a.test': 'allow' }), { addresses }).reach('a.test')).toBe('private_address')
})

test('a name may lead to private addresses when its rule says so, or a rule names the address', async () => {
  const addresses = { 'a.test': ['10.0.0.1'] }
  const open = egress({ 'a.test': { action: 'allow', private: true } })
  expect(await gateOf(open, { addresses }).reach('a.test')).toEqual(['10.0.0.1'])
  const named = egress({ 'a.test': 'allow', '10.0.0.0/8': 'allow' })
  expect(await gateOf(named, { addresses }).reach('a.test')).toEqual(['10.0.0.1'])
  const otherPort = egress({ 'a.test': 'allow', '10.0.0.0/8:80': 'allow' })
  expect(await gateOf(otherPort, { addresses }).reach('a.test')).toBe('private_address')
})

test('an address is private until a rule names it, whatever else is allowed', async () => {
  expect(await gateOf(egress({ '*': 'allow' })).reach('10.0.0.1')).toBe('private_address')
  expect(await gateOf(egress({ '10.0.0.1': 'allow' })).reach('10.0.0.1')).toEqual(['10.0.0.1'])
  expect(await gateOf(egress({ '10.0.0.0/8': 'allow' })).reach('10.0.0.1')).toEqual(['10.0.0.1'])
})

test('a denied address is refused behind an allowed name', async () => {
  const policy = egress({ 'a.test': 'allow', '1.1.1.0/24': 'deny' })
  expect(await gateOf(policy, { addresses: PUBLIC }).reach('a.test')).toBe('denied')
})

test('what leads to the proxy is refused, even where loopback is allowed', async () => {
  const policy = egress({ 'a.test': { action: 'allow', private: true }, '127.0.0.1': 'allow' })
  const { reach } = gateOf(policy, { addresses: { 'a.test': ['127.0.0.1'] }, own: '127.0.0.1 443' })
  expect(await reach('a.test')).toBe('loop')
  expect(await reach('127.0.0.1')).toBe('loop')
  expect(await reach('127.0.0.1', 80)).toEqual(['127.0.0.1'])
})

test('limited lets reading requests through, and no tunnels', async () => {
  const { reach } = gateOf(egress({ 'a.test': 'allow' }, { limited: true }), { addresses: PUBLIC })
  for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(await reach('a.test', 80, method)).toHaveLength(2)
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'get']) {
    expect(await reach('a.test', 80, method)).toBe('method_not_allowed')
  }
  expect(await reach('a.test')).toBe('inspection_required')
  expect(await reach('b.test')).toBe('not_listed')
})

test('nobody is asked about what limited refuses anyway', async () => {
  const decide = () => {
    throw new Error('was asked')
  }
  expect(await gateOf(egress({}, { limited: true }), { decide }).reach('a.test')).toBe('inspection_required')
})

test('the hook is not asked about what a rule denies or allows', async () => {
  const asked: string[] = []
  const decide: EgressDecider = ({ host }) => {
    asked.push(host)
    return 'allow'
  }
  const { reach } = gateOf(egress({ 'a.test': 'allow', 'b.test': 'deny' }), { decide, addresses: PUBLIC })
  await reach('a.test')
  await reach('b.test')
  expect(asked).toEqual([])
})

test('what the hook allows is still checked for private addresses', async () => {
  const addresses = { 'a.test': ['127.0.0.1'] }
  expect(await gateOf(egress({}), { decide: () => 'allow', addresses }).reach('a.test')).toBe(
    'private_address',
  )
  expect(await gateOf(egress({}), { decide: () => 'allow' }).reach('127.0.0.1')).toBe('private_address')
  const decide = () => ({ action: 'allow', private: true }) as const
  expect(await gateOf(egress({}), { decide }).reach('127.0.0.1')).toEqual(['127.0.0.1'])
})

test('the hook learns what kind of address it is asked about', async () => {
  const kinds: (string | undefined)[] = []
  const decide: EgressDecider = ({ addressKind }) => {
    kinds.push(addressKind)
    return 'deny'
  }
  const { reach } = gateOf(egress({}), { decide })
  for (const host of ['127.0.0.1', '1.1.1.1', 'a.test']) await reach(host)
  expect(kinds).toEqual(['loopback', undefined, undefined])
})

test.each([['fe80::1%eth0'], ['not an address'], ['a.test'], ['']])(
  'a resolver that answers %j is no help',
  async (address) => {
    const { reach } = gateOf(egress({ 'a.test': 'allow' }), { addresses: { 'a.test': [address] } })
    await expect(reach('a.test')).rejects.toMatchObject({ type: 'dns_error' })
  },
)
