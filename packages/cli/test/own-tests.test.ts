/** The sandbox is invisible to real work: a test suite of this repository passes inside it. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const POLICY = join(import.meta.dirname, '../../policy')

test('the unit tests of the policy package pass under :workspace', { timeout: 300_000 }, () => {
  const home = mkdtempSync('/var/tmp/sandbox-test-')
  try {
    const command = ['npx', 'vitest', 'run', '--reporter=json', 'src']
    const ended = spawnSync(
      process.execPath,
      [join(import.meta.dirname, '../bin/sandbox.js'), '-P', ':workspace', '-C', POLICY, ...command],
      { encoding: 'utf8', env: { ...process.env, XDG_CONFIG_HOME: home }, maxBuffer: 1 << 26 },
    )
    expect([ended.status, ended.stderr]).toEqual([0, ''])
    const { numPassedTests, numFailedTests } = JSON.parse(ended.stdout) as Record<string, number>
    expect(numFailedTests).toBe(0)
    expect(numPassedTests).toBeGreaterThan(500)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
})
