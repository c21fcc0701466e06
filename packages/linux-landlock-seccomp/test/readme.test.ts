import { expect, test } from 'vitest'
import { examplesOf } from '../../policy/test/support/readme.js'
import { canConfine } from './support/landlock-abi.js'

const examples = examplesOf(new URL('../', import.meta.url))

test.for(examples)('example %# of the README prints what its comments say', async (example, { skip }) => {
  skip(/\brun\(/.test(example.code) && !canConfine, 'this kernel has no Landlock')
  expect(example.promised).not.toEqual([])
  expect(await example.run()).toEqual(example.promised)
})
