/** Mount plan in, bubblewrap options out. Pure: equal plans render to equal bytes. */

import { tooManyMounts } from './errors.js'
import type { MaskMethod } from './facts.js'
import type { MountPlan } from './mounts.js'
import { frameArgs, freezeArgs } from './render/frame-args.js'
import { type HostPlaceholders, maskArgs } from './render/launcher-masks.js'

/** bubblewrap counts every option and operand, and refuses more. */
const ARGUMENT_LIMIT = 9000

/** What besides the mounts goes into the options. */
export interface RenderOptions {
  readonly uid: number
  readonly masks: MaskMethod
  /** Keep the host's network namespace. */
  readonly hostNetwork: boolean
  /** Keep the caller's session, so that the command can control the terminal. */
  readonly terminal: boolean
  readonly host: HostPlaceholders
}

/**
 * The options for one run, without the command.
 *
 * @throws SandboxError `TOO_MANY_MOUNTS`
 */
export function renderArgv(plan: MountPlan, options: RenderOptions): readonly string[] {
  const byLauncher = options.masks === 'launcher'
  const args = [
    ...namespaceArgs(options),
    ...plan.frame.flatMap(frameArgs),
    ...(byLauncher ? maskArgs(plan.carves, options.host) : []),
    ...freezeArgs(plan.frame),
    '--chdir',
    '/',
    // The inner stage closes nested namespaces in its own; where it has none, the launcher does.
    ...(byLauncher ? ['--disable-userns'] : []),
    ...capabilityArgs(options.uid, plan, byLauncher),
  ]
  if (args.length > ARGUMENT_LIMIT) throw tooManyMounts(args.length, ARGUMENT_LIMIT)
  return args
}

/** Options as the file that `--args` reads. */
export function encodeArgs(args: readonly string[]): Uint8Array {
  return Buffer.from(args.map((word) => `${word}\0`).join(''))
}

function namespaceArgs(options: RenderOptions): readonly string[] {
  return [
    // Explicit, because for uid 0 bubblewrap would leave the user namespace out.
    '--unshare-user',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-uts',
    '--unshare-cgroup-try',
    ...(options.hostNetwork ? [] : ['--unshare-net']),
    '--die-with-parent',
    '--as-pid-1',
    ...(options.terminal ? [] : ['--new-session']),
  ]
}

/** No capability at all, but for uid 0, which needs one to map itself in the inner stage's own namespace. */
function capabilityArgs(uid: number, plan: MountPlan, byLauncher: boolean): readonly string[] {
  const nested = !byLauncher && plan.carves.length > 0
  return ['--cap-drop', 'ALL', ...(uid === 0 && nested ? ['--cap-add', 'CAP_SETFCAP'] : [])]
}
