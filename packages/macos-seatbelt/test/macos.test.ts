import { expect, test } from 'vitest'
import { ALL_EXPECTATIONS, REAL_EXPECTATIONS } from './expectations/all.js'
import { rowsOf } from './expectations/expectation.js'
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
