/** Hands the signals this process gets on to the command. */

import type { OpenRun } from '@sandbox/policy'

const FORWARDED = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const
/** What a terminal sends for keys, to everybody in its foreground. */
const KEYS: readonly string[] = ['SIGINT', 'SIGQUIT']

/**
 * From now on this process ends when the command does, not by a signal. SIGTSTP and SIGCONT keep their meaning, so
 * that Ctrl-Z and `fg` work: the command is a job of its own, and a terminal signals that one. SIGKILL cannot be handed on; the kernel ends the sandbox with us.
 *
 * A command that hears the terminal itself is not told of keys twice: many programs give up cleaning up at the second one.
 *
 * @param terminal true when a standard stream is one
 * @returns what gives the signals their meaning back
 */
export function forwardSignals(opened: OpenRun, terminal: boolean): () => void {
  const forward = (name: NodeJS.Signals) => {
    if (terminal && opened.hearsTerminal === true && KEYS.includes(name)) return
    opened.signal(name)
  }
  for (const name of FORWARDED) process.on(name, forward)
  return () => {
    for (const name of FORWARDED) process.off(name, forward)
  }
}
