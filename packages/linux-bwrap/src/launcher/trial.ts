/** Tries on this host, with the real programs, how a command can be given `/proc` and its masks. */

import { spawnSync } from 'node:child_process'
import { closeSync, existsSync } from 'node:fs'
import { encodeSpec, openInherited, recordReader } from '@sandbox/linux-landlock-seccomp/stage'
import { arrangeLaunch } from '../arrangement.js'
import type { Launcher, MaskMethod, ProcMode } from '../facts.js'
import { mountWords } from '../mount-words.js'
import type { CarveMount, MountPlan } from '../mounts.js'
import { encodeArgs, renderArgv } from '../render.js'
import { type Cause, causeOf } from './causes.js'
import { readRestrictions } from './restrictions.js'

/** What works here with one launcher. */
export type TrialResult =
  | {
      readonly usable: true
      readonly proc: ProcMode
      readonly masks: MaskMethod
      /** What was printed where something stronger did not work. */
      readonly failures: string
    }
  | { readonly usable: false; readonly cause: Cause }

/** From the strongest down; the first that works is taken. */
const LADDER: readonly { readonly proc: ProcMode; readonly masks: MaskMethod }[] = [
  { proc: 'fresh', masks: 'inner' },
  { proc: 'fresh', masks: 'launcher' },
  { proc: 'bound', masks: 'launcher' },
]

/** A launcher that has not ended by then never will. */
const PATIENCE_MS = 30_000

/** Run `true` on each rung until one holds. The outcome decides, not the wording of any message. */
export function tryLauncher(launcher: Launcher, innerDescriptor: number, uid: number): TrialResult {
  const climb = () => firstThatHolds((rung) => tryRung(launcher, innerDescriptor, uid, rung))
  const first = climb()
  if (!first.usable || rankOf(first) === 0) return first
  // The answer is remembered: what failed for want of a process or of memory at that moment is not held against the host.
  const second = climb()
  return second.usable && rankOf(second) < rankOf(first) ? second : first
}

type Rung = (typeof LADDER)[number]

/** @param attempt gives what was printed when a rung does not hold */
function firstThatHolds(attempt: (rung: Rung) => string | undefined): TrialResult {
  let output = ''
  for (const rung of LADDER) {
    const failure = attempt(rung)
    if (failure === undefined) return { usable: true, ...rung, failures: output }
    output += failure
  }
  return { usable: false, cause: causeOf(output, readRestrictions()) }
}

function rankOf({ proc, masks }: Rung): number {
  return LADDER.findIndex((rung) => rung.proc === proc && rung.masks === masks)
}

function tryRung(
  launcher: Launcher,
  innerDescriptor: number,
  uid: number,
  { proc, masks }: Rung,
): string | undefined {
  // Any harmless mount tells whether the inner stage may mount at all.
  const carves: readonly CarveMount[] =
    masks === 'inner' ? [{ kind: 'readOnly', path: '/dev', mustExist: true }] : []
  const mounts: MountPlan = {
    frame: [{ kind: 'roBind', path: '/' }, { kind: 'dev' }, { kind: 'proc', mode: proc }],
    expected: [],
    carves,
    placeholders: [],
  }
  const argv = renderArgv(mounts, { uid, masks, hostNetwork: false, terminal: false, host: { file: '' } })
  const program = ['/usr/bin/true', '/bin/true'].find((path) => existsSync(path)) ?? 'true'
  const command = { program, args: [], cwd: '/', environment: {}, terminal: false }
  const spec = encodeSpec({ command, mounts: mountWords([], carves) })
  const call = arrangeLaunch(launcher, { inner: innerDescriptor, options: encodeArgs(argv), spec })
  const descriptors = openInherited(call.inherited)
  try {
    const run = spawnSync(call.file, call.args, {
      cwd: '/',
      env: {},
      encoding: 'utf8',
      timeout: PATIENCE_MS,
      stdio: ['ignore', 'ignore', 'pipe', ...descriptors],
    })
    if (run.status === 0) return undefined
    const { status } = recordReader(call.inherited, descriptors)()
    // The inner stage does not print what failed: it writes it down.
    const inner = status.phase === 'setup-failed' ? `sandbox-inner: ${status.message}` : ''
    return `${run.stderr ?? ''}\n${run.error?.message ?? ''}\n${inner}\n`
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor)
  }
}
