/** The backend of `:danger-full-access`: it runs the command as it is, with no sandbox at all. */

import { constants } from 'node:os'
import type { Backend, LaunchPlan, OpenRun, PreparedBackend } from '@sandbox/policy'

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
  open: () => Promise.resolve(openDirectly()),
  close: () => Promise.resolve(),
}

function openDirectly(): OpenRun {
  let running: number | undefined
  return {
    descriptors: [],
    attach(pid) {
      running = pid
    },
    signal(name) {
      if (running === undefined) return false
      try {
        return process.kill(running, name)
      } catch {
        return false
      }
    },
    finish({ code, signal }) {
      running = undefined
      const exitCode = code ?? (signal === null ? 125 : 128 + constants.signals[signal])
      return Promise.resolve({ exitCode, started: true })
    },
  }
}
