import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parsePolicyText } from '../src/parse.js'
import { examplesOf } from './support/readme.js'
import { refusal } from './support/refusal.js'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
const examples = examplesOf(new URL('../', import.meta.url))

test.each(examples)('example %# of the README prints what its comments say', async ({ promised, run }) => {
  expect(promised).not.toEqual([])
  expect(await run()).toEqual(promised)
})

test('the mistake of the README reads as it says', async () => {
  const text = '[permissions.dev.filesystem]\n"/srv" = "wirte"'
  const error = await refusal(() => parsePolicyText(text, { file: 'sandbox.toml', format: 'toml' }))
  expect(readme).toContain(`\n${error.message}\n${error.hint}\n`)
})
