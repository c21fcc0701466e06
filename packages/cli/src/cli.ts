/** From a command line to an exit code. Everything that is not running a command is loaded only when asked for. */

import { SandboxError } from '@sandbox/policy'
import { type Invocation, parseArguments } from './parse.js'
import { reportError } from './report.js'
import { runCommand } from './run.js'

/** The code of "the sandbox could not be set up", and of every wrong use. */
const NOT_SET_UP = 125

/**
 * Run the `sandbox` command.
 *
 * @param argv the words after the program's name
 * @param afterRun called when a command has run and everything on its way is loaded
 * @returns the exit code. Errors are reported on stderr (with `--json` as an object on stdout), never thrown
 * @example process.exitCode = await runCli(['--read', '/srv', 'ls', '/srv'])
 */
export async function runCli(argv: readonly string[], afterRun = () => {}): Promise<number> {
  let json = false
  try {
    const invocation = parseArguments(argv)
    const { use, options, words } = invocation
    json = options.has('json') && (use !== 'run' || options.has('dry-run'))
    const exitCode = await dispatch(invocation)
    if (use === 'run' && words.length > 0 && !options.has('dry-run')) afterRun()
    return exitCode
  } catch (error) {
    if (json && error instanceof SandboxError) {
      process.stdout.write(`${JSON.stringify({ error: error.toJSON() }, null, 2)}\n`)
    } else {
      reportError(error)
    }
    return NOT_SET_UP
  }
}

async function dispatch({ use, options, words }: Invocation): Promise<number> {
  if (options.has('help')) {
    const { helpText } = await import('./help.js')
    process.stdout.write(helpText(use))
    return 0
  }
  switch (use) {
    case 'run':
      return options.has('version') ? printVersion() : runCommand(words, options)
    case 'explain':
      return (await import('./explain.js')).explainSubjects(words, options)
    case 'policy':
      return (await import('./policy.js')).policyVerb(words, options)
    case 'trust':
    case 'untrust':
      return (await import('./trust.js')).changeTrust(use, words, options)
    case 'doctor':
      return (await import('./doctor.js')).doctor(words, options)
  }
}

async function printVersion(): Promise<number> {
  const { version } = await import('./version.js')
  process.stdout.write(`sandbox ${version()}\n`)
  return 0
}
