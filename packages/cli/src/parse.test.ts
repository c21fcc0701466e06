import { describe, expect, test } from 'vitest'
import { parseArguments } from './parse.js'

const parsed = (...argv: string[]) => {
  const { use, options, words } = parseArguments(argv)
  return { use, words, options: Object.fromEntries(options) }
}

const refused = (...argv: string[]) => {
  try {
    parseArguments(argv)
  } catch (error) {
    return error
  }
  return undefined
}

describe('where the command starts', () => {
  test('at the first word that is no option; everything after it is its own', () => {
    expect(parsed('-P', 'dev', 'npm', 'test', '--json', '--', '-q')).toEqual({
      use: 'run',
      words: ['npm', 'test', '--json', '--', '-q'],
      options: { 'permission-profile': ['dev'] },
    })
  })

  test('after --, also when it is called like a verb or an option', () => {
    expect(parsed('--', 'doctor')).toEqual({ use: 'run', words: ['doctor'], options: {} })
    expect(parsed('-q', '--', '--help')).toEqual({ use: 'run', words: ['--help'], options: { quiet: [''] } })
  })

  test('a single dash is a word', () => {
    expect(parsed('-')).toMatchObject({ words: ['-'] })
  })

  test('a verb after the command is an argument', () => {
    expect(parsed('echo', 'doctor')).toMatchObject({ use: 'run', words: ['echo', 'doctor'] })
  })

  test('an empty word is a command, not nothing', () => {
    expect(parsed('')).toMatchObject({ words: [''] })
  })
})

describe('verbs', () => {
  test('options stand before or after the operands', () => {
    expect(parsed('explain', '--json', 'a', '-P', 'dev', 'b')).toEqual({
      use: 'explain',
      words: ['a', 'b'],
      options: { json: [''], 'permission-profile': ['dev'] },
    })
    expect(parsed('-P', 'dev', 'explain', 'a')).toMatchObject({ use: 'explain', words: ['a'] })
  })

  test('after -- operands may look like options', () => {
    expect(parsed('explain', '--', '--json')).toEqual({ use: 'explain', words: ['--json'], options: {} })
  })

  test('an option that means nothing for the verb is refused', () => {
    expect(refused('trust', '--write', 'x')).toMatchObject({
      code: 'CLI_OPTION_ELSEWHERE',
      message: '--write means nothing for `sandbox trust`',
    })
  })
})

describe('values', () => {
  test.each([[['--policy', 'f']], [['--policy=f']]])('%j gives the value', (argv) => {
    expect(parsed(...argv, 'x')).toMatchObject({ options: { policy: ['f'] } })
  })

  test('a short option takes its value attached as well', () => {
    expect(parsed('-Pdev', 'x')).toMatchObject({ options: { 'permission-profile': ['dev'] } })
  })

  test('a value may be empty, hold = and begin with a dash', () => {
    expect(parsed('--env=A=b=c', '--env', '-X', '--read=', 'x')).toMatchObject({
      options: { env: ['A=b=c', '-X'], read: [''] },
    })
  })

  test('repeatable options keep their order', () => {
    expect(parsed('--deny', 'b', '--deny', 'a', 'x')).toMatchObject({ options: { deny: ['b', 'a'] } })
  })

  test.each([
    ['a missing value', ['--policy'], 'CLI_VALUE_MISSING', 'Write --policy FILE.'],
    ['a value nobody wants', ['--json=yes'], 'CLI_VALUE_NOT_TAKEN', 'Write --json alone.'],
    ['an unknown choice', ['--network', 'some'], 'CLI_VALUE_NOT_KNOWN', 'It takes none, proxy, full.'],
    ['a repetition', ['-C', 'a', '--cd', 'b'], 'CLI_OPTION_TWICE', 'Leave one of them out.'],
  ])('%s is refused', (_, argv, code, hint) => {
    expect(refused(...argv)).toMatchObject({ code, hint })
  })
})

describe('an option that does not exist', () => {
  test.each([
    ['--timout', 'Did you mean --timeout?'],
    ['--permission', 'Did you mean --permission-profile?'],
    ['-x', '`sandbox --help` lists every option. Options of the command itself stand after it.'],
  ])('%s is named, with the nearest one when there is one', (option, hint) => {
    expect(refused(option, '1')).toMatchObject({
      code: 'CLI_UNKNOWN_OPTION',
      message: `there is no option ${option}`,
      hint,
    })
  })
})
