/** A child of the addon: how it starts, what it is given, how its end is told. */

import { chmodSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ended, outputOf, runScript, scratch, shell, theAddon, thrownBy } from './ground.js'

const addon = theAddon()
const end = (script: string) => ended((onExit) => addon.spawn(shell(script), onExit))
const attempt = (more: Parameters<typeof shell>[1]) => thrownBy(() => addon.spawn(shell(':', more), () => {}))

describe('the end of a child', () => {
  test.each([0, 1, 77, 255])('code %i', async (code) => {
    expect(await end(`exit ${code}`)).toMatchObject({ code, signal: null })
  })

  test.each(['SIGTERM', 'SIGKILL', 'SIGSEGV', 'SIGHUP'] as const)('%s', async (name) => {
    const number = constants.signals[name]
    expect(await end(`ulimit -c 0; kill -${number} $$`)).toMatchObject({ code: null, signal: number })
  })

  test('is told after spawn returned, also when the child is already gone', async () => {
    const order: string[] = []
    await new Promise<void>((done) => {
      addon.spawn(shell(':'), () => {
        order.push('end')
        done()
      })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
      order.push('start')
    })
    expect(order).toEqual(['start', 'end'])
  })

  test('what the callback throws is an uncaught exception', async () => {
    const script = `
      process.on('uncaughtException', (error) => { console.log('caught', error.message) })
      const module = { exports: {} }
      process.dlopen(module, process.argv[1])
      const request = ${JSON.stringify(shell(':'))}
      module.exports.spawn(request, () => { throw new Error('mine') })
    `
    const { loadAddon } = await import('../../src/addon/index.js')
    const loaded = loadAddon()
    const path = loaded.addon === undefined ? '' : loaded.path
    expect(await runScript(script, { args: [path] })).toEqual({
      code: 0,
      signal: null,
      output: 'caught mine\n',
    })
  })
})

describe('a child is given', () => {
  test('its arguments, whatever is in them', async () => {
    const words = ['a b', '', "it's", 'ü€😀', '*', '-n']
    const request = shell(':', { args: ['sh', '-c', 'printf "<%s>" "$0" "$@"', ...words] })
    expect(await outputOf(addon, request)).toBe(words.map((word) => `<${word}>`).join(''))
  })

  test('exactly its environment', async () => {
    const request = { ...shell(':'), file: '/usr/bin/env', args: ['env'] }
    expect(await outputOf(addon, request)).toBe('')
    expect(await outputOf(addon, { ...request, env: ['B=2', 'A=ü=1'] })).toBe('B=2\nA=ü=1\n')
  })

  test('its working directory', async () => {
    const cwd = realpathSync(scratch())
    expect(await outputOf(addon, shell('pwd -P', { cwd }))).toBe(`${cwd}\n`)
  })

  test('no ignored and no blocked signal', async () => {
    const ignore = () => {}
    process.on('SIGUSR2', ignore)
    const request = shell(':', { file: '/bin/cat', args: ['cat', '/proc/self/status'] })
    const status = await outputOf(addon, request)
    process.off('SIGUSR2', ignore)
    const none = '0'.repeat(16)
    expect(status.match(/^Sig(?:Blk|Ign|Cgt).*$/gm)).toEqual(
      ['SigBlk', 'SigIgn', 'SigCgt'].map((name) => `${name}:\t${none}`),
    )
  })

  test('many long arguments', async () => {
    const words = Array.from({ length: 500 }, (_, index) => `${index}`.repeat(50))
    const request = shell(':', { args: ['sh', '-c', 'echo $# $500', 'sh', ...words] })
    expect(await outputOf(addon, request)).toMatch(/^500 /)
  })
})

describe('nothing is executed, and the failed step is named', () => {
  const failure = (step: string, code: keyof typeof constants.errno, path?: string) => ({
    name: 'Error',
    message: expect.stringContaining(`${step}: `),
    code,
    errno: -constants.errno[code],
    step,
    ...(path !== undefined && { path }),
  })

  test('a program that is missing', () => {
    expect(attempt({ file: '/no/such/program' })).toEqual(failure('execve', 'ENOENT', '/no/such/program'))
  })

  test('a program that may not be executed, or is none', () => {
    const directory = scratch()
    const plain = join(directory, 'plain')
    writeFileSync(plain, 'text')
    expect(attempt({ file: plain })).toEqual(failure('execve', 'EACCES', plain))
    expect(attempt({ file: directory })).toEqual(failure('execve', 'EACCES', directory))
    chmodSync(plain, 0o755)
    expect(attempt({ file: plain })).toEqual(failure('execve', 'ENOEXEC', plain))
  })

  test('a working directory that is missing, or is none', () => {
    expect(attempt({ cwd: '/no/such' })).toEqual(failure('chdir', 'ENOENT', '/no/such'))
    expect(attempt({ cwd: '/etc/passwd' })).toEqual(failure('chdir', 'ENOTDIR', '/etc/passwd'))
  })

  test('a descriptor that is not open', () => {
    expect(attempt({ stdio: [0, 1, 99_999] })).toEqual(failure('dup3', 'EBADF'))
    expect(attempt({ stdio: [0, 1, 2, 99_999] })).toEqual(failure('dup3', 'EBADF'))
  })

  test('arguments that are too long', () => {
    expect(attempt({ args: ['sh', 'x'.repeat(3 << 20)] })).toEqual(failure('execve', 'E2BIG', '/bin/sh'))
  })

  test('and the working directory of this process stays', () => {
    const before = process.cwd()
    const directory = scratch()
    mkdirSync(join(directory, 'below'))
    attempt({ cwd: join(directory, 'below'), file: '/no/such/program' })
    expect(process.cwd()).toBe(before)
  })
})

describe('a request that means nothing is refused', () => {
  test.each([
    ['a relative program', { file: 'sh' }, 'file must be an absolute path'],
    ['a relative directory', { cwd: '.' }, 'cwd must be an absolute path'],
    ['NUL in an argument', { args: ['sh', 'a\0b'] }, 'args must be a string without NUL'],
    ['NUL in the program', { file: '/bin/sh\0x' }, 'file must be a string without NUL'],
    ['no argument at all', { args: [] }, 'args must be at least the name of the program'],
    ['two streams', { stdio: [0, 1] }, 'stdio must be at least three descriptors'],
    ['a negative descriptor', { stdio: [0, 1, -1] }, 'stdio must be a number in range'],
    ['half a descriptor', { stdio: [0, 1, 1.5] }, 'stdio must be a whole number'],
    ['a descriptor that is no number', { stdio: [0, 1, Number.NaN] }, 'stdio must be a number in range'],
    ['a huge descriptor', { stdio: [0, 1, 2 ** 40] }, 'stdio must be a number in range'],
  ])('%s', (_, more, message) => {
    expect(attempt(more)).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE', message })
  })

  test('nothing, no callback, a callback that is none', () => {
    const loose = addon as unknown as { spawn(...given: unknown[]): unknown }
    expect(thrownBy(() => loose.spawn())).toMatchObject({ name: 'TypeError' })
    expect(thrownBy(() => loose.spawn(shell(':')))).toMatchObject({ message: 'onExit must be a function' })
    expect(thrownBy(() => loose.spawn(shell(':'), 7))).toMatchObject({ message: 'onExit must be a function' })
    expect(thrownBy(() => loose.spawn({ ...shell(':'), env: 'A=b' }, () => {}))).toMatchObject({
      message: 'env must be an array',
    })
  })
})
