/** Runs commands through restrictAndExec, as root and as another user. */

import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findAddon, type Restrictions } from '../../src/addon/index.js'
import { runScript, scratch, shell } from './ground.js'

const isRoot = process.getuid?.() === 0
/** Who starts the restricted child. Root can play both parts; an ordinary user only its own. */
export const identities = isRoot
  ? [
      { name: 'root', uid: 0 },
      { name: 'an ordinary user', uid: 54_321 },
    ]
  : [{ name: 'an ordinary user', uid: process.getuid?.() ?? -1 }]

/** The kernel's bits. */
export const FS = { execute: 1, writeFile: 2, readFile: 4, readDir: 8, makeReg: 1 << 8 }
export const READ = FS.execute | FS.readFile | FS.readDir
/** All rights of Landlock's first version. */
export const ALL_FS = (1 << 13) - 1
export const NET = { bind: 1, connect: 2 }
const SYSTEM = ['/usr', '/etc', '/proc', '/dev'].map((path) => ({ path, access: READ | FS.writeFile }))
export const LIMIT = { fsize: 1, core: 4, nofile: 7 }

type Rules = Partial<Restrictions['ruleset']>

/** Reading the system, and what is added to it. */
export function restrictions(rules: Rules = {}, more: Partial<Restrictions> = {}): Restrictions {
  const ruleset = {
    handledAccessFs: ALL_FS,
    handledAccessNet: 0,
    scoped: 0,
    ports: [],
    ...rules,
    paths: [...SYSTEM, ...(rules.paths ?? [])],
  }
  return { ruleset, filters: [], limits: [], ...more }
}

/** Runs SCRIPT restricted, by a Node.js process of that user, and returns what it wrote and how it ended. */
export async function restricted(uid: number, script: string, given: Restrictions) {
  const request = {
    ...shell(script, { env: ['PATH=/usr/bin:/bin', 'LC_ALL=C'] }),
    ...given,
    filters: given.filters.map((filter) => Array.from(filter)),
  }
  const caller = `
    const module = { exports: {} }
    process.dlopen(module, process.argv[2])
    const request = JSON.parse(process.argv[1], (_, value) => value === 'Infinity' ? Infinity : value)
    request.filters = request.filters.map((bytes) => Uint8Array.from(bytes))
    try {
      module.exports.restrictAndExec(request, (code, signal) => console.log('end', code, signal))
    } catch (error) { console.log('failed', error.step, error.code, error.path ?? '') }
  `
  // Where that user can read it, wherever the checkout lies.
  const addon = join(scratch(), 'sandbox.node')
  copyFileSync(findAddon() ?? '', addon)
  const text = JSON.stringify(request, (_, value) =>
    value === Number.POSITIVE_INFINITY ? 'Infinity' : value,
  )
  const { output } = await runScript(caller, { args: [text, addon], ...(isRoot && { uid }) })
  return output.trimEnd().split('\n')
}

/** A directory with `inside/file` and `outside/file`, open to everybody. */
export function ground() {
  const root = scratch()
  const [inside, outside] = [join(root, 'inside'), join(root, 'outside')]
  for (const directory of [inside, outside]) {
    mkdirSync(directory)
    chmodSync(directory, 0o777)
    writeFileSync(join(directory, 'file'), 'content\n')
    chmodSync(join(directory, 'file'), 0o666)
  }
  return { root, inside, outside }
}

/** Answers EPERM to one call and lets all others through. */
export function filterThatRefuses(number: number): Uint8Array {
  const [LOAD, JUMP_EQUAL, RETURN] = [0x20, 0x15, 0x06]
  const rows = [
    [LOAD, 0, 0, 0],
    [JUMP_EQUAL, 0, 1, number],
    [RETURN, 0, 0, 0x50000 | 1],
    [RETURN, 0, 0, 0x7fff0000],
  ] as const
  const view = new DataView(new ArrayBuffer(rows.length * 8))
  rows.forEach(([code, yes, no, operand], index) => {
    view.setUint16(index * 8, code, true)
    view.setUint8(index * 8 + 2, yes)
    view.setUint8(index * 8 + 3, no)
    view.setUint32(index * 8 + 4, operand, true)
  })
  return new Uint8Array(view.buffer)
}
