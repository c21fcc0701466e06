import { expect, test } from 'vitest'
import { encodeSpec, specFields, type TokenSpec } from './spec.js'
import { parseStatus, startFailure } from './status.js'

const SPEC: TokenSpec = {
  application: 'C:\\a.exe',
  commandLine: '"a" b',
  directory: 'C:\\w',
  environment: { b: '2', A: '1' },
  capabilities: ['S-1-5-21-1', 'S-1-5-21-2'],
  parent: 7,
  memory: 1024,
  processes: 3,
}

test('a spec is pairs of texts, the variables last', () => {
  const texts = Buffer.from(encodeSpec(SPEC)).toString('utf16le').split('\0')
  expect(texts).toEqual([
    ...[
      'sandbox-token 1',
      'application',
      'C:\\a.exe',
      'command-line',
      '"a" b',
      'directory',
      'C:\\w',
      'parent',
      '7',
    ],
    ...['capability', 'S-1-5-21-1', 'capability', 'S-1-5-21-2', 'memory', '1024', 'processes', '3'],
    ...['variable', 'A=1', 'variable', 'b=2', 'end', '', ''],
  ])
})

test('limits that are not set are not said', () => {
  const names = specFields({ ...SPEC, memory: undefined, processes: undefined, environment: {} }).map(
    ([name]) => name,
  )
  expect(names).toEqual(['application', 'command-line', 'directory', 'parent', 'capability', 'capability'])
})

test('a text with a NUL could say something else', () => {
  const spec = { ...SPEC, directory: 'C:\\w\0capability\0S-1-1-0' }
  expect(() => encodeSpec(spec)).toThrow(expect.objectContaining({ code: 'TEXT_HAS_NUL' }))
})

test('reports are read as far as they are whole', () => {
  expect(parseStatus('')).toEqual({})
  expect(parseStatus('spawned 12\nexit 3221225786\n')).toEqual({ spawned: 12, exit: 0xc000013a })
  expect(parseStatus('spawned 12\nexit 1')).toEqual({ spawned: 12 })
  expect(parseStatus('error start 2\n')).toEqual({ error: { stage: 'start', code: 2 } })
  expect(parseStatus('something new 1\n')).toEqual({})
})

test.each([
  [2, 127],
  [3, 127],
  [5, 126],
  [193, 126],
])('error %i of a start is code %i', (code, exitCode) => {
  expect(startFailure(code)).toBe(exitCode)
})
