/** Starts a command whose way to the network is our proxy. Loaded only for such policies. */

import { type ChildProcess, spawn } from 'node:child_process'
import { type EgressListeners, type EgressService, startEgress } from '@sandbox/core'
import type { ProcessEnd } from '@sandbox/linux-landlock-seccomp/addon'
import type { EgressPolicy, LaunchPlan, OpenRun } from '@sandbox/policy'

/** A started command, and what serves it. */
export interface StartedWithEgress {
  readonly pid: number | undefined
  readonly ended: Promise<ProcessEnd>
  readonly egress: EgressService
}

/** Through Node, whose message channel brings the sandbox's listener. */
export async function startWithEgress(
  { file, args, cwd, environment }: LaunchPlan,
  opened: OpenRun,
  policy: EgressPolicy,
  listeners: EgressListeners,
): Promise<StartedWithEgress> {
  const egress = await startEgress(policy, listeners)
  let child: ChildProcess
  try {
    child = spawn(file, args, { cwd, env: environment, stdio: [0, 1, 2, ...opened.descriptors, 'ipc'] })
  } catch (error) {
    await egress.close()
    throw error
  }
  egress.serve(child, () => opened.signal('SIGKILL'))
  const ended = new Promise<ProcessEnd>((done) => {
    child.once('error', (error) => done({ code: null, signal: null, error }))
    child.once('exit', (code, signal) => done({ code, signal }))
  })
  return { pid: child.pid, ended, egress }
}
