import { expect, test } from 'vitest'
import { examplesOf } from '../../policy/test/support/readme.js'

const examples = examplesOf(new URL('../', import.meta.url))

test.each(examples)('example %# of the README prints what its comments say', async ({ promised, run }) => {
  expect(promised).not.toEqual([])
  expect(await run()).toEqual(promised)
})
