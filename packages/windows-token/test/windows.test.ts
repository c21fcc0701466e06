import { expect, test } from 'vitest'
import { findingsTable, QUESTIONS, verifyWindows } from './windows.verify.js'

const isWindows = process.platform === 'win32'

test('the job that asks a real Windows runs on one', () => {
  if (process.env.SANDBOX_REQUIRE_WINDOWS === '1') expect(process.platform).toBe('win32')
})

test('every question is asked once', () => {
  expect(new Set(QUESTIONS.map(({ asks }) => asks)).size).toBe(QUESTIONS.length)
})

test.skipIf(isWindows)('nothing is asked where nothing would stop it', async () => {
  await expect(verifyWindows()).rejects.toThrow('only Windows has restricted tokens')
})

test('what holds on a real Windows, and the answers to what is open', { timeout: 600_000 }, async ({
  skip,
}) => {
  if (!isWindows)
    skip('only Windows has restricted tokens; the simulator in packages/conformance answers instead')
  const found = await verifyWindows()
  console.log(findingsTable(found))
  expect(found.findings.filter(({ problem }) => problem !== undefined)).toEqual([])
})
