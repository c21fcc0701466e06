import { expect, test } from 'vitest'
import { enforcementOf } from '../src/enforcement.js'
import { ALL_EXPECTATIONS, REAL_EXPECTATIONS } from './expectations/all.js'
import { rowsOf } from './expectations/expectation.js'
import { outerAddress, policyUnder, reach, readKeychain } from './macos.questions.js'
import { harmOf, verify } from './macos.verify.js'

const isMac = process.platform === 'darwin'

test('the job that asks a real Mac runs on one', () => {
  if (process.env.SANDBOX_REQUIRE_SEATBELT === '1') expect(process.platform).toBe('darwin')
})

const PLACES = { $R: '/b/h/repo', $H: '/b/h', $O: '/b/o', $T: '/private/tmp' }
const harms = (parts: typeof ALL_EXPECTATIONS) =>
  parts
    .flatMap((part) => rowsOf(part.rows, PLACES).map((row) => harmOf(row, '/b', '/private/tmp')))
    .filter(Boolean)

test('no row that is asked for real could harm anything but its own files', () => {
  expect(harms(REAL_EXPECTATIONS)).toEqual([])
})

test('the rows that could are told apart', () => {
  expect(harms(ALL_EXPECTATIONS)).toContain('unlink /dev/null')
  expect(harms(ALL_EXPECTATIONS)).toContain('open-create /etc/new')
})

test.skipIf(isMac)('nothing is asked where nothing would stop it', async () => {
  const [part] = REAL_EXPECTATIONS
  if (part === undefined) throw new Error('the table is empty')
  await expect(verify(part)).rejects.toThrow('only macOS has Seatbelt')
})

test.for(REAL_EXPECTATIONS)('with real system calls: $name', { timeout: 600_000 }, async (part, { skip }) => {
  if (!isMac) skip('only macOS has Seatbelt; the simulator in packages/conformance answers the same rows')
  expect(await verify(part)).toEqual([])
})

const levelOf = (mechanism: string, ...[rules, egress]: Parameters<typeof policyUnder>) =>
  enforcementOf(policyUnder(rules, egress)).parts.find((part) => part.mechanism === mechanism)?.level

test.skipIf(isMac)('no question is asked where there is nothing to answer it', async () => {
  await expect(reach('127.0.0.1', '127.0.0.1')).rejects.toThrow('only macOS has Seatbelt')
  await expect(readKeychain('none', 'read')).rejects.toThrow('only macOS has Seatbelt')
})

test('a server on the loopback address serves this host and no other address', async ({ skip }) => {
  if (!isMac) skip('only macOS has Seatbelt')
  const outer = outerAddress()
  expect(await reach('127.0.0.1', '127.0.0.1')).toBe('reached')
  if (outer !== undefined) expect(await reach('127.0.0.1', outer)).toBe('not reached')
})

test.for(['every address', 'an outer address'])(
  'a server on %s: what is reached from outside is not called enforced',
  async (name, { annotate, skip }) => {
    const outer = outerAddress()
    if (!isMac || outer === undefined) return skip('needs a Mac with an address beside its loopback')
    const answer = await reach(name === 'every address' ? '0.0.0.0' : outer, outer)
    await annotate(`allow_local_binding, a server on ${name}: ${answer}`)
    const isCalledClosed = levelOf('network', {}, { allowLocalBinding: true }) === 'full'
    expect(answer === 'reached' && isCalledClosed).toBe(false)
  },
)

test.for(['none', 'proxy', 'full'] as const)(
  'keychains in network mode %s: what can be read is not called closed',
  async (mode, { annotate, skip }) => {
    if (!isMac) skip('only macOS has Seatbelt')
    const answer = await readKeychain(mode, 'read')
    await annotate(`a keychain in network mode ${mode}: ${answer}`)
    expect(answer === 'readable' && levelOf('system-services', {}, { mode }) === 'full').toBe(false)
  },
)

test('a keychain whose file is denied is closed in every network mode', async ({ skip }) => {
  if (!isMac) skip('only macOS has Seatbelt')
  for (const mode of ['none', 'proxy', 'full'] as const)
    expect(await readKeychain(mode, 'deny')).toBe('closed')
})
