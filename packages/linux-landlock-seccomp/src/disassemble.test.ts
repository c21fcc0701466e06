import { expect, test } from 'vitest'
import { buildFilter } from './build-filter.js'
import { disassemble } from './disassemble.js'

const text = disassemble(buildFilter({ egress: 'none', arch: 'x64' }), 'x64')
const lines = text.trimEnd().split('\n')

test('every instruction has a line with its place', () => {
  const filter = buildFilter({ egress: 'proxy', arch: 'arm64' })
  const all = disassemble(filter, 'arm64').trimEnd().split('\n')
  expect(all.map((line) => Number.parseInt(line, 10))).toEqual([...Array(filter.length / 8).keys()])
})

test('the beginning reads as it works', () => {
  const [load, compare, kill, number, x32] = lines
  expect(load).toBe('   0  load architecture')
  expect(compare).toMatch(/^ {3}1 {2}if it is 0xc000003e \(x64\) go to 3, else go on$/)
  expect(kill).toBe('   2  kill the process')
  expect(number).toBe('   3  load number')
  expect(x32).toMatch(/^ {3}4 {2}if it has a bit of 0x40000000 go to \d+, else go on$/)
})

test('calls are named, arguments counted, halves told apart, answers spelled out', () => {
  expect(text).toMatch(/if it is at least 101 \(ptrace\)/)
  expect(text).toMatch(/load argument 0 \(high\)/)
  expect(text).toMatch(/load argument 1\n +\d+ {2}keep 0xf of it/)
  expect(text).toMatch(/ {2}refuse with EPERM$/m)
  expect(text).toMatch(/ {2}refuse with ENOSYS$/m)
  expect(text).toMatch(/ {2}kill the process$/m)
  expect(text).toMatch(/ {2}allow$/m)
})

test('what no filter has is shown as it is', () => {
  const odd = new Uint8Array([
    0x30, 0, 0, 0, 0, 0, 0, 0, 0x06, 0, 0, 0, 1, 0, 0, 0, 0x05, 0, 0, 0, 2, 0, 0, 0,
  ])
  expect(disassemble(odd, 'x64')).toBe('   0  unknown code 0x30\n   1  return 0x1\n   2  go to 5\n')
})
