import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderReference } from './reference.js'
import { TABLE } from './table/table.js'

const page = readFileSync(new URL('../../../docs/seccomp.md', import.meta.url), 'utf8')

test('docs/seccomp.md says what the table says; `node scripts/reference.mjs` writes it', () => {
  expect(page).toBe(renderReference())
})

test('every call of the table is on the page, with its reason', () => {
  for (const { calls, why } of TABLE.flatMap(({ rows }) => rows)) {
    for (const call of calls) expect(page).toContain(`\`${call}\``)
    expect(page).toContain(` ${why} `)
  }
})
