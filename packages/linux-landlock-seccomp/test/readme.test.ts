import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { canConfine } from './support/landlock-abi.js'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code)

test.for(examples)('example %# of the README prints what its comments say', (code, { skip }) => {
  skip(/\brun\(/.test(code) && !canConfine, 'this kernel has no Landlock')
  const promised = [...code.matchAll(/console\.log.*\/\/ (.*)/g)].map(([, text]) => text)
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: PACKAGE,
    encoding: 'utf8',
  })
  expect(printed.trim().split('\n')).toEqual(promised)
})
