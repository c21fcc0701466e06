import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the example of the README prints what its comments say', () => {
  const [, code = ''] = /```js\n(.*?)```/s.exec(readme) ?? []
  const promised = [...code.matchAll(/console\.log.*\/\/ (.*)/g)].map(([, text]) => text)
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: PACKAGE,
    encoding: 'utf8',
  })
  expect(printed.trim().split('\n')).toEqual(promised)
})
