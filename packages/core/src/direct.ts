/** The backend of `:danger-full-access`: it runs the command as it is, with no sandbox at all. */

import { type Backend, exitCodeOf, type LaunchPlan, openProcess, type PreparedBackend } from '@sandbox/policy'

/** Chosen only by a policy that says `unrestricted`, never as a fallback. */
export const direct: Backend = {
  name: 'none',
  prepare: () => Promise.resolve(prepared),
}

const prepared: PreparedBackend = {
  name: 'none',
  warnings: [],
  plan: (command) => {
    const plan: LaunchPlan = {
      backend: 'none',
      file: command.program,
      args: command.args,
      environment: command.environment,
      cwd: command.cwd,
      inherited: [],
      command,
      enforcement: {
        backend: 'none',
        parts: [{ mechanism: 'sandbox', level: 'none', missing: 'the profile asks for no sandbox' }],
      },
      warnings: [],
      details: {},
    }
    return Promise.resolve(plan)
  },
  open: () => Promise.resolve(openProcess(async (exit) => ({ exitCode: exitCodeOf(exit), started: true }))),
  close: () => Promise.resolve(),
}
