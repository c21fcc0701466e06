/** What a system call takes inside: under raw bubblewrap, with a filter that allows everything, with Landlock, in the sandbox. */

import { execFile, execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { BUNDLED_BWRAP, CLI } from './places.js'
import { rawArguments } from './start-up.js'
import { type Figures, figuresOf } from './statistics.js'

/** The case every other is compared with. */
export const BARE = 'raw bubblewrap'

/** Both in nanoseconds. */
export interface CallFigures {
  readonly getpid: readonly Figures[]
  readonly openClose: readonly Figures[]
}

/** One instruction: allow. */
const ALLOW = Buffer.from('060000000000ff7f', 'hex')

/** Compiles the measuring program, and runs it in every surrounding once per round. */
export async function measureCalls(directory: string, rounds: number): Promise<CallFigures> {
  const program = join(directory, 'calls')
  const source = fileURLToPath(new URL('../src/calls.c', import.meta.url))
  execFileSync('cc', ['-O2', '-static', '-o', program, source])
  const filter = join(directory, 'allow')
  writeFileSync(filter, ALLOW)
  const raw = rawArguments(directory, program)
  const cases: readonly (readonly [name: string, measure: () => Promise<string>])[] = [
    [BARE, () => output(BUNDLED_BWRAP, raw)],
    ['with a filter of one instruction', () => withFilter(filter, raw)],
    ['with that filter and one Landlock rule', () => withFilter(filter, [...raw, directory])],
    ...(['none', 'full'] as const).map((mode) => {
      const args = [CLI, '-C', directory, '--network', mode, program]
      return [`sandbox, network ${mode}`, () => output(process.execPath, args)] as const
    }),
  ]
  const samples = cases.map(([name]) => ({ name, getpid: [] as number[], openClose: [] as number[] }))
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, [, measure]] of cases.entries()) {
      const [getpid = Number.NaN, openClose = Number.NaN] = (await measure()).split(' ').map(Number)
      samples[index]?.getpid.push(getpid)
      samples[index]?.openClose.push(openClose)
    }
  }
  const figures = (call: 'getpid' | 'openClose') =>
    figuresOf(
      samples.map((one) => ({ name: one.name, durations: one[call] })),
      BARE,
    )
  return { getpid: figures('getpid'), openClose: figures('openClose') }
}

function withFilter(filter: string, launcherArguments: readonly string[]): Promise<string> {
  const script = 'exec 9< "$1"; shift; exec "$0" --seccomp 9 "$@"'
  return output('sh', ['-c', script, BUNDLED_BWRAP, filter, ...launcherArguments])
}

async function output(file: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(file, [...args])).stdout
}
