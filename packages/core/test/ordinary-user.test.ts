import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const NOBODY = 65534
const DRIVER = fileURLToPath(new URL('ordinary-user.mjs', import.meta.url))
const SETUP = { uid: NOBODY, gid: NOBODY, encoding: 'utf8' } as const

let workspace: string
beforeEach(() => {
  workspace = mkdtempSync('/var/tmp/sandbox-core-test-')
  if (process.getuid?.() === 0) chownSync(workspace, NOBODY, NOBODY)
  chmodSync(workspace, 0o755)
})
afterEach(() => rmSync(workspace, { recursive: true, force: true }))

function canReadCheckout(): boolean {
  return spawnSync(process.execPath, ['--check', DRIVER], { ...SETUP, env: {} }).status === 0
}

test('an ordinary user runs commands under the default policy', (context) => {
  if (process.getuid?.() !== 0)
    context.skip('only root can become another user; the other tests are this one')
  if (!canReadCheckout()) context.skip('another user cannot read this checkout')
  const outside = '/var/tmp/sandbox-core-test-outside'
  const script = `id -u; echo x > inside; echo x > ${outside}`
  const env = { PATH: process.env.PATH, HOME: workspace }
  const output = execFileSync(process.execPath, [DRIVER, workspace, 'sh', '-c', script], { ...SETUP, env })
  expect(JSON.parse(output)).toMatchObject({
    stdout: String(NOBODY),
    denials: [{ kind: 'file', subject: outside }],
  })
  expect(existsSync(join(workspace, 'inside'))).toBe(true)
  expect(existsSync(outside)).toBe(false)
})
