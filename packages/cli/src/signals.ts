/** Hands the signals this process gets on to the command. */

import type { OpenRun } from '@sandbox/policy'

const FORWARDED = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const
/**
 * From now on this process ends when the command does, not by a signal. SIGTSTP and SIGCONT keep their meaning, so
 * that Ctrl-Z and `fg` work: the command is a job of its own, and a terminal signals that one. SIGKILL cannot be handed on; the kernel ends the sandbox with us.
 *
 * @returns what gives the signals their meaning back
 */
export function forwardSignals(opened: OpenRun): () => void {
  const forward = (name: NodeJS.Signals) => void opened.signal(name)
  for (const name of FORWARDED) process.on(name, forward)
  return () => {
    for (const name of FORWARDED) process.off(name, forward)
  }
}
