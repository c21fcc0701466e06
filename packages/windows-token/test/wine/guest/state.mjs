/** What is remembered: by many at once, and after the helper that changes access lists was killed. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { journalFile } from '../../../dist/capability/journal-file.js'
import { decodeDescriptor, encodeDescriptor } from '../../../dist/index.js'
import { findHelper } from '../../../dist/launch/helper.js'
import { helperVolume } from '../../../dist/launch/helper-volume.js'
import { HelperSession } from '../../../dist/launch/session.js'
import { cleanHost, prepareToken } from '../../../dist/prepare.js'
import { guest, NOBODY, OPTIONS, place, runToEnd, words, workspacePolicy } from './support.mjs'

const [what, ...rest] = words
const node = process.execPath
const json = (where, name) => JSON.parse(readFileSync(join(where.stateDirectory, name), 'utf8'))

const PROGRAMS = {
  async kernel() {
    const where = place()
    const { coveredRights: _, ...asked } = OPTIONS
    try {
      await prepareToken(workspacePolicy(where.cwd), { ...asked, stateDirectory: where.stateDirectory })
    } catch (error) {
      return error.code
    }
    return 'prepared'
  },

  /** Several processes add capabilities to one store. */
  async together() {
    const where = place()
    const own = fileURLToPath(import.meta.url)
    const roots = Array.from({ length: 5 }, (_, index) => join(where.cwd, `root-${index}`))
    const others = roots.map((root) => {
      mkdirSync(root)
      const child = spawn(node, [own, NOBODY, 'one', root, where.stateDirectory], { stdio: 'ignore' })
      return new Promise((done) => child.once('exit', done))
    })
    await Promise.all(others)
    const known = json(where, 'capabilities.json').capabilities
    return {
      roots: known.map(({ root }) => roots.indexOf(root)).sort(),
      sids: new Set(known.map(({ sid }) => sid)).size,
    }
  },

  async one() {
    const [root, stateDirectory] = rest
    const prepared = await prepareToken(workspacePolicy(root), { ...OPTIONS, stateDirectory })
    await prepared.close()
  },

  /** One run, and then everything back. */
  async cleaned() {
    const where = place()
    writeFileSync(join(where.cwd, 'file'), 'x')
    const print = 'console.log(require("fs").readdirSync(".").sort().join(" "))'
    const { stdout } = await runToEnd(workspacePolicy(where.cwd), where, node, ['-e', print])
    const states = json(where, 'journal.json').grants.map(({ state, holders }) => [state, holders.length])
    const after = readdirSync(where.cwd)
    const { undone, inUse, left } = await cleanHost({ ...where, home: 'C:\\users\\me' })
    const kept = [
      json(where, 'journal.json').grants.length,
      json(where, 'capabilities.json').capabilities.length,
    ]
    return { during: stdout.trim(), states, after, report: [undone.length, inUse, left], kept }
  },

  /** A process dies while it changes access lists; the next one takes everything back. */
  async interrupted() {
    const where = place()
    for (let index = 0; index < 80; index += 1) writeFileSync(join(where.cwd, `file-${index}`), 'x')
    const found = []
    for (const moment of [0, 2, 15, 60]) {
      const own = fileURLToPath(import.meta.url)
      const changing = spawn(node, [own, NOBODY, 'changing', where.cwd, where.stateDirectory], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      await once(changing.stdout, 'data')
      await new Promise((done) => setTimeout(done, moment))
      changing.kill()
      await once(changing, 'exit')
      const { left, inUse } = await cleanHost({ ...where, home: 'C:\\users\\me' })
      const names = readdirSync(where.cwd).filter((name) => !name.startsWith('file-'))
      found.push([
        left.length,
        inUse.length,
        names.length,
        journalFile(where.stateDirectory).read().grants.length,
      ])
    }
    return found
  },

  /** The one that is killed above, with its helper. */
  async changing() {
    const [cwd, stateDirectory] = rest
    const prepared = await prepareToken(workspacePolicy(cwd), { ...OPTIONS, stateDirectory })
    const plan = await prepared.plan({ program: node, args: [], cwd, environment: {}, terminal: false })
    writeSync(1, 'now')
    await prepared.open(plan)
    await new Promise(() => setInterval(() => {}, 1000))
  },

  /** What a process left behind that had our number before us; and what we hold ourselves. */
  async reused() {
    const where = place()
    const prepared = await prepareToken(workspacePolicy(where.cwd), { ...OPTIONS, ...where })
    const plan = await prepared.plan({
      program: node,
      args: [],
      cwd: where.cwd,
      environment: {},
      terminal: false,
    })
    const opened = await prepared.open(plan)
    const clean = () => cleanHost({ ...where, home: 'C:\\users\\me' })
    const own = await clean()
    const store = journalFile(where.stateDirectory)
    const { grants, placeholders } = store.read()
    const older = ({ holders, ...rest }) => ({
      ...rest,
      holders: holders.map((holder) => ({ ...holder, born: '00'.repeat(8) })),
    })
    store.write({ grants: grants.map(older), placeholders: placeholders.map(older) })
    writeFileSync(join(where.stateDirectory, 'lock'), `${process.pid} ${'00'.repeat(8)}`)
    const others = await clean()
    await opened.finish({ code: null, signal: 'SIGKILL' })
    await prepared.close()
    return { own: [own.inUse.length, own.undone.length], others: [others.inUse.length, others.undone.length] }
  },

  /** Descriptors as the system gives them. */
  async descriptors() {
    const where = place()
    const session = new HelperSession(findHelper())
    const volume = helperVolume(session)
    const paths = [where.cwd, 'C:\\windows', 'C:\\windows\\system32\\ntdll.dll', join(where.cwd, 'missing')]
    const seen = await Promise.all(paths.map((path) => volume.look(path)))
    const kinds = seen.map((object) => object?.kind)
    const isRead = seen.slice(0, 3).map(({ descriptor }) => {
      const value = decodeDescriptor(descriptor)
      return JSON.stringify(decodeDescriptor(encodeDescriptor(value))) === JSON.stringify(value)
    })
    const [first] = seen
    const changed = [
      await volume.replace(where.cwd, { ...first, id: 'ff'.repeat(16) }, first.descriptor),
      await volume.replace(where.cwd, { ...first, descriptor: new Uint8Array(20) }, first.descriptor),
      await volume.replace(where.cwd, first, new Uint8Array(8)),
      await volume.replace(where.cwd, first, first.descriptor),
      await volume.replace(join(where.cwd, 'missing'), first, first.descriptor),
    ]
    await session.close()
    return { kinds, isRead, changed: changed.map((refusal) => refusal ?? 'done') }
  },
}

await guest(PROGRAMS[what])
