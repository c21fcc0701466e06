import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parsePolicyText } from '../src/parse.js'
import { refusal } from './support/refusal.js'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

test('the example of the README prints what its comments say', async () => {
  const [, code = ''] = /```js\n(.*?)```/s.exec(readme) ?? []
  const promised = [...code.matchAll(/console\.log.*\/\/ (.*)/g)].map(([, text]) => text)
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    cwd: PACKAGE,
  })
  expect(stdout.trim().split('\n')).toEqual(promised)
})

test('the mistake of the README reads as it says', async () => {
  const text = '[permissions.dev.filesystem]\n"/srv" = "wirte"'
  const error = await refusal(() => parsePolicyText(text, { file: 'sandbox.toml', format: 'toml' }))
  expect(readme).toContain(`\n${error.message}\n${error.hint}\n`)
})
