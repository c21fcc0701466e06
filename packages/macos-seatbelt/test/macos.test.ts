import { expect, test } from 'vitest'
import { ALL_EXPECTATIONS } from './expectations/all.js'
import { verify } from './macos.verify.js'

const isMac = process.platform === 'darwin'

test('the job that asks a real Mac runs on one', () => {
  if (process.env.SANDBOX_REQUIRE_SEATBELT === '1') expect(process.platform).toBe('darwin')
})

test.for(ALL_EXPECTATIONS)('with real system calls: $name', { timeout: 600_000 }, async (part, { skip }) => {
  if (!isMac) skip('only macOS has Seatbelt; the simulator in packages/conformance answers the same rows')
  expect(await verify(part)).toEqual([])
})
