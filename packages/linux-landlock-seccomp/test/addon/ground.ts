/** What the tests of the addon stand on: the built addon, scratch files, and children whose output is read back. */

import { spawn } from 'node:child_process'
import { chmodSync, closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Addon, loadAddon, type SpawnRequest } from '../../src/addon/index.js'

/** The addon under test. */
export function theAddon(): Addon {
  const loaded = loadAddon()
  if (loaded.addon === undefined) throw new Error(`the addon cannot be loaded: ${loaded.reason}`)
  return loaded.addon
}

/** A directory of this test's own, that everybody may pass through. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-addon-'))
  chmodSync(directory, 0o755)
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** An open file of this test's own. */
export function opened(path: string, flags: string | number = 'r'): number {
  const descriptor = openSync(path, flags)
  onTestFinished(() => closeSync(descriptor))
  return descriptor
}

/** A request for `sh -c SCRIPT` with this process's standard streams. */
export function shell(script: string, more: Partial<SpawnRequest> = {}): SpawnRequest {
  return { file: '/bin/sh', args: ['sh', '-c', script], env: [], cwd: '/', stdio: [0, 1, 2], ...more }
}

/** How a child ended. */
export interface End {
  readonly pid: number
  readonly code: number | null
  readonly signal: number | null
}

/** Starts a child by one of the addon's functions and waits for its end. */
export function ended(
  begin: (onExit: (code: number | null, signal: number | null) => void) => { readonly pid: number },
): Promise<End> {
  return new Promise((done) => {
    const { pid } = begin((code, signal) => done({ pid, code, signal }))
  })
}

/** Runs a child of the addon and returns what it wrote to its standard output. */
export async function outputOf(addon: Addon, request: SpawnRequest): Promise<string> {
  const file = join(scratch(), 'output')
  const stdio = request.stdio.with(1, opened(file, 'w+'))
  await ended((onExit) => addon.spawn({ ...request, stdio }, onExit))
  return readFileSync(file, 'utf8')
}

/** What is thrown, field by field, or undefined. */
export function thrownBy(attempt: () => unknown): Record<string, unknown> | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    const { name, message } = error as Error
    return { ...(error as object), name, message }
  }
}

/** The open descriptors of this process, less the one that lists them. */
export const descriptorCount = () => readdirSync('/proc/self/fd').length - 1

/** Children of this process, zombies included, as the kernel lists them. */
export function children(): readonly number[] {
  const tasks = readdirSync('/proc/self/task')
  const texts = tasks.map((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8'))
  return texts.join(' ').split(/\s+/).filter(Boolean).map(Number)
}

/** Runs a script in a Node.js process of its own; resolves to how it ended and what it wrote. */
export function runScript(
  script: string,
  options: { readonly node?: string; readonly args?: readonly string[]; readonly uid?: number } = {},
): Promise<{ readonly code: number | null; readonly signal: string | null; readonly output: string }> {
  const { node = process.execPath, args = [], uid } = options
  const child = spawn(node, ['--input-type=module', '--eval', script, '--', ...args], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
    ...(uid !== undefined && { uid, gid: uid }),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code, signal) => done({ code, signal, output }))
  })
}
