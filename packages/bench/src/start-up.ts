/** What it costs to start `true`: bare Node, raw bubblewrap, the library, the command. */

import { createSandbox } from '@sandbox/core'
import { type Case, measurePaired } from './paired.js'
import { BUNDLED_BWRAP, CLI } from './places.js'
import { spawned } from './spawned.js'
import { type Figures, figuresOf } from './statistics.js'

/** The case every other is compared with. */
export const RAW = 'raw bubblewrap'

/** Measure in `cwd`, an empty directory that serves as the workspace. */
export async function measureStartUp(cwd: string, rounds: number): Promise<readonly Figures[]> {
  const sandbox = await createSandbox({ profile: ':workspace', cwd })
  const cases: readonly Case[] = [
    { name: 'node -e 0', run: () => spawned(process.execPath, ['-e', '0'], cwd) },
    { name: RAW, run: () => spawned(BUNDLED_BWRAP, rawArguments(cwd, 'true'), cwd) },
    {
      name: "library: exec('true')",
      run: async () => {
        const { exitCode } = await sandbox.exec('true')
        if (exitCode !== 0) throw new Error(`the sandboxed command ended with code ${exitCode}`)
      },
    },
    { name: 'command: sandbox true', run: () => spawned(process.execPath, [CLI, 'true'], cwd) },
  ]
  try {
    return figuresOf(await measurePaired(cases, rounds, 3), RAW)
  } finally {
    await sandbox.close()
  }
}

/** What a person would write for the same frame as `:workspace`, without our inner stage. */
export function rawArguments(cwd: string, program: string): readonly string[] {
  const namespaces = ['user', 'pid', 'ipc', 'uts', 'net'].map((name) => `--unshare-${name}`)
  const lifetime = ['--unshare-cgroup-try', '--die-with-parent', '--new-session', '--cap-drop', 'ALL']
  const mounts = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--bind', '/tmp', '/tmp']
  return [...namespaces, ...lifetime, ...mounts, '--bind', cwd, cwd, '--chdir', cwd, '--', program]
}
