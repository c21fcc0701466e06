import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderErrors } from '../scripts/errors.mjs'

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')

test('docs/errors.md lists every code of the sources; `node scripts/errors.mjs` in packages/cli writes it', () => {
  expect(page).toBe(renderErrors())
})

test.each([
  'SETUP_FAILED',
  'COMMAND_NOT_FOUND',
  'COMMAND_NOT_EXECUTABLE',
  'POLICY_UNKNOWN_KEY',
  'EGRESS_NOT_ENFORCED',
  'CLI_UNKNOWN_OPTION',
  'PROC_BOUND',
])('%s has a section', (code) => {
  expect(page).toContain(`\n## ${code}\n`)
})
