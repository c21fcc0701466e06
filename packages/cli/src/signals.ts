/** Hands the signals this process gets on to the command. */

import type { OpenRun } from '@sandbox/policy'

const FORWARDED = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const
/** A terminal sends these to every process in the foreground: the command has them already. */
const SENT_BY_TERMINALS: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT'])

/**
 * From now on this process ends when the command does, not by a signal. SIGTSTP and SIGCONT keep their meaning, so
 * that Ctrl-Z and `fg` work. SIGKILL cannot be handed on; the kernel ends the sandbox with us.
 *
 * @returns what gives the signals their meaning back
 */
export function forwardSignals(opened: OpenRun, terminal: boolean): () => void {
  const forward = (name: NodeJS.Signals) => {
    if (!(terminal && SENT_BY_TERMINALS.has(name))) opened.signal(name)
  }
  for (const name of FORWARDED) process.on(name, forward)
  return () => {
    for (const name of FORWARDED) process.off(name, forward)
  }
}
