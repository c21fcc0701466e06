/** The types of results are execa's own: options decide what `stdout` is. */

import type { Denial, Enforcement } from '@sandbox/policy'
import type { Result } from 'execa'
import { expectTypeOf } from 'vitest'
import type { Sandbox } from './sandbox.js'

declare const sandbox: Sandbox

export async function execTypes(): Promise<void> {
  const plain = await sandbox.exec('true')
  expectTypeOf(plain.stdout).toEqualTypeOf<string>()
  expectTypeOf(plain.exitCode).toEqualTypeOf<number | undefined>()
  expectTypeOf(plain.denials).toEqualTypeOf<readonly Denial[]>()
  expectTypeOf(plain.enforcement).toEqualTypeOf<Enforcement>()
  expectTypeOf(plain).toExtend<Result<Record<never, never>>>()

  const lines = await sandbox.exec('true', [], { lines: true })
  expectTypeOf(lines.stdout).toEqualTypeOf<string[]>()
  const bytes = await sandbox.exec('true', [], { encoding: 'buffer' })
  expectTypeOf(bytes.stdout).toEqualTypeOf<Uint8Array>()
  const ignored = await sandbox.exec('true', [], { stdout: 'ignore' })
  expectTypeOf(ignored.stdout).toEqualTypeOf<undefined>()
  const unbuffered = await sandbox.exec('true', [], { buffer: false })
  expectTypeOf(unbuffered.stdout).toEqualTypeOf<undefined>()
  const all = await sandbox.exec('true', [], { all: true })
  expectTypeOf(all.all).toEqualTypeOf<string>()
  const kept = await sandbox.exec('true', [], { reject: false })
  expectTypeOf(kept.shortMessage).toEqualTypeOf<string | undefined>()

  // @ts-expect-error a shell is not taken
  await sandbox.exec('true', [], { shell: true })
  // @ts-expect-error nor is another user
  await sandbox.exec('true', [], { uid: 0 })
}

export async function spawnTypes(): Promise<void> {
  const { subprocess } = await sandbox.spawn('true', [], { stdin: 'ignore', lines: true })
  expectTypeOf(subprocess.stdin).toEqualTypeOf<null>()
  expectTypeOf(subprocess.kill('SIGTERM')).toEqualTypeOf<boolean>()
  const result = await subprocess
  expectTypeOf(result.stdout).toEqualTypeOf<string[]>()
  expectTypeOf(result.denials).toEqualTypeOf<readonly Denial[]>()
}
