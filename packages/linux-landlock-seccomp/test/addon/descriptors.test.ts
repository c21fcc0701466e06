/** Which descriptors a child of the addon has: those it was given, where it was told, and no other. */

import { constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Addon, findAddon } from '../../src/addon/index.js'
import { ended, opened, outputOf, scratch, shell, theAddon } from './ground.js'
import { ALL_FS, filterThatRefuses, restrictions } from './restricted.js'

const addon = theAddon()

function files(names: readonly string[]): readonly { readonly path: string; readonly descriptor: number }[] {
  const directory = scratch()
  return names.map((name) => {
    const path = join(directory, name)
    writeFileSync(path, name)
    return { path, descriptor: opened(path, 'r+') }
  })
}

/** The flags of a descriptor, as the kernel's table shows them. */
const flagsIn = (table: string) => Number.parseInt(/^flags:\s+(\d+)/m.exec(table)?.[1] ?? '', 8)

/** Has a child say where each of its descriptors leads. */
async function placesIn(stdio: readonly number[]): Promise<readonly string[]> {
  const output = join(scratch(), 'places')
  const script = `(for d in $(seq 0 ${stdio.length - 1}); do readlink /proc/$$/fd/$d; done) > ${output}; :`
  expect(await ended((onExit) => addon.spawn(shell(script, { stdio }), onExit))).toMatchObject({ code: 0 })
  return readFileSync(output, 'utf8').trimEnd().split('\n')
}

test('stdio[i] becomes descriptor i', async () => {
  const [a, b, c, d] = files(['a', 'b', 'c', 'd'])
  const given = [a, b, c, d, a].flatMap((file) => file ?? [])
  expect(await placesIn(given.map((file) => file.descriptor))).toEqual(given.map((file) => file.path))
})

test('descriptors trade places in every order', async () => {
  const low = files(['w', 'x', 'y', 'z'])
  // A child in which 0–3 are these files starts grandchildren with all orders of the four numbers.
  const script = `
    const module = { exports: {} }
    process.dlopen(module, ${JSON.stringify(findAddon())})
    const { readlinkSync, readFileSync, openSync } = process.getBuiltinModule('node:fs')
    const orders = (rest) => rest.length === 0 ? [[]] : rest.flatMap((one) =>
      orders(rest.filter((other) => other !== one)).map((order) => [one, ...order]))
    const before = [0, 1, 2, 3].map((one) => readlinkSync('/proc/self/fd/' + one))
    for (const order of [...orders([0, 1, 2, 3]), [3, 3, 0, 0], [1, 1, 1, 1], [2, 0, 2, 0]]) {
      const output = process.argv[1] + order.join('')
      await new Promise((done) => module.exports.spawn({
        file: '/bin/sh',
        args: ['sh', '-c', '(for d in 0 1 2 3; do readlink /proc/$$/fd/$d; done) > ' + output + '; :'],
        env: ['PATH=/usr/bin:/bin'], cwd: '/', stdio: order,
      }, done))
      const found = readFileSync(output, 'utf8').trimEnd().split('\\n')
      if (found.join() !== order.map((one) => before[one]).join()) process.exit(9)
    }
  `
  const request = {
    file: process.execPath,
    args: ['node', '--input-type=module', '--eval', script, '--', join(scratch(), 'order-')],
    env: [],
    cwd: '/',
    stdio: low.map((file) => file.descriptor),
  }
  expect(await ended((onExit) => addon.spawn(request, onExit))).toMatchObject({ code: 0 })
})

test('a stream named by its own number loses close-on-exec, in the child only', async () => {
  const directory = scratch()
  const taken = Array.from({ length: 40 }, (_, index) => opened(join(directory, `${index}`), 'w+'))
  const last = Math.max(...taken)
  const stdio = Array.from({ length: last + 1 }, (_, index) => (taken.includes(index) ? index : 0))
  const places = await placesIn(stdio)
  expect(places[last]).toMatch(directory)
  const CLOSE_ON_EXECUTION = 0o2000000
  const here = readFileSync(`/proc/self/fdinfo/${last}`, 'utf8')
  expect(flagsIn(here) & CLOSE_ON_EXECUTION).toBe(CLOSE_ON_EXECUTION)
})

/** A kernel before 5.11 does not know how to mark a range of descriptors: as if this one did not either. */
const CLOSE_RANGE = 436
const kernels: readonly { readonly name: string; readonly begin: Addon['spawn'] }[] = [
  { name: 'this kernel', begin: (request, onExit) => addon.spawn(request, onExit) },
  {
    name: 'a kernel without close_range',
    begin(request, onExit) {
      const everywhere = { paths: [{ path: '/', access: ALL_FS }] }
      const given = restrictions(everywhere, { filters: [filterThatRefuses(CLOSE_RANGE)] })
      return addon.restrictAndExec({ ...request, ...given }, onExit)
    },
  },
]

/** It can close descriptors of two digits; skipped where it is missing. */
const BASH = '/bin/bash'

test.skipIf(!existsSync(BASH)).each(kernels.slice(0, addon.features().landlockAbi === 0 ? 1 : 2))(
  'three hundred inheritable descriptors of the parent are not inherited: $name',
  async ({ begin }) => {
    const [output] = files(['output'])
    const directory = scratch()
    const many = Array.from({ length: 298 }, (_, index) => opened(join(directory, `${index}`), 'w'))
    const script = `
    const module = { exports: {} }
    process.dlopen(module, ${JSON.stringify(findAddon())})
    const table = process.getBuiltinModule('node:fs').readFileSync('/proc/self/fdinfo/300', 'utf8')
    if (Number.parseInt(/flags:\\s+(\\d+)/.exec(table)[1], 8) & 0o2000000) process.exit(9)
    module.exports.spawn({ file: '/bin/sh', args: ['sh', '-c', 'ls /proc/$$/fd'], env: ['PATH=/usr/bin:/bin'],
      cwd: '/', stdio: [0, 3, 2] }, (code) => process.exit(code))
  `
    // Node.js marks what it inherits close-on-exec, up to the first gap beyond 15.
    const words = ['exec 20<&-; exec "$0" "$@"', process.execPath, '--input-type=module', '--eval', script]
    const request = {
      file: BASH,
      args: ['bash', '-c', ...words],
      env: [],
      cwd: '/',
      stdio: [0, 1, 2, output?.descriptor ?? -1, ...many.slice(1)],
    }
    expect(await ended((onExit) => begin(request, onExit))).toMatchObject({ code: 0 })
    expect(readFileSync(output?.path ?? '', 'utf8')).toBe('0\n1\n2\n')
  },
)

test('standard streams are made blocking, as Node.js does', async () => {
  const directory = scratch()
  const { O_CREAT, O_NONBLOCK, O_RDWR } = constants
  const stream = opened(join(directory, 'stream'), O_CREAT | O_NONBLOCK | O_RDWR)
  const before = readFileSync(`/proc/self/fdinfo/${stream}`, 'utf8')
  expect(flagsIn(before) & O_NONBLOCK).toBe(O_NONBLOCK)
  const inside = await outputOf(addon, shell('cat /proc/$$/fdinfo/2', { stdio: [0, 1, stream] }))
  expect(flagsIn(inside) & O_NONBLOCK).toBe(0)
})
