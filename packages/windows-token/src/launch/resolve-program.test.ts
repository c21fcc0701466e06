import { expect, test } from 'vitest'
import { resolveProgram } from './resolve-program.js'

const files = new Set([
  'C:\\bin\\node.exe',
  'C:\\bin\\script.cmd',
  'C:\\bin\\both.cmd',
  'C:\\late\\both.exe',
  'C:\\late\\tool.com',
  'C:\\late\\tool.exe',
  'C:\\w\\git.exe',
  'C:\\w\\sub\\own.exe',
  'C:\\late\\git.exe',
  'C:\\late\\bare',
  'C:\\late\\python3.12.exe',
  'C:\\bin\\both.1',
  'C:\\bin\\both.1.exe',
])
const find = (program: string, environment: Record<string, string> = { Path: 'C:\\bin;C:\\late' }) =>
  resolveProgram({
    program,
    cwd: 'C:\\w',
    environment,
    isFile: (path) => files.has(path.replace(/\.(EXE|COM|CMD|BAT)$/, (each) => each.toLowerCase())),
  })

test.each([
  ['node', 'C:\\bin\\node.EXE'],
  ['node.exe', 'C:\\bin\\node.exe'],
  ['C:\\bin\\node.exe', 'C:\\bin\\node.exe'],
  ['C:/bin/node.exe', undefined],
  ['.\\sub\\own', 'C:\\w\\sub\\own.EXE'],
  ['sub/own.exe', 'C:\\w\\sub\\own.exe'],
  ['tool', 'C:\\late\\tool.COM'],
  ['bare', 'C:\\late\\bare'],
  ['python3.12', 'C:\\late\\python3.12.EXE'],
  ['C:\\late\\python3.12', 'C:\\late\\python3.12.EXE'],
  ['both.1', 'C:\\bin\\both.1'],
  ['nothing', undefined],
])('%s is %s', (program, path) => {
  expect(find(program)).toBe(path)
})

test('a program that was planted in the working directory is not taken', () => {
  expect(find('git')).toBe('C:\\late\\git.EXE')
  expect(find('git', { PATH: '.;;C:relative;\\rooted;sub' })).toBeUndefined()
})

test('the order of the command’s own PATHEXT counts', () => {
  expect(find('tool', { PATH: 'C:\\late', PATHEXT: '.EXE; .COM ;bad' })).toBe('C:\\late\\tool.EXE')
})

test('quotes around an entry of PATH are dropped', () => {
  expect(find('node', { PATH: '"C:\\bin"' })).toBe('C:\\bin\\node.EXE')
})

test.each(['script', 'C:\\bin\\script.cmd', 'both'])(
  'the batch file %s is refused, and nothing behind it is taken',
  (program) => {
    expect(() => find(program)).toThrow(expect.objectContaining({ code: 'BATCH_FILE' }))
  },
)

test.each(['C:tool', '\\tool', '/tool'])('%s depends on hidden state', (program) => {
  expect(() => find(program)).toThrow(expect.objectContaining({ code: 'PROGRAM_AMBIGUOUS' }))
})
