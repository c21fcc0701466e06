/** The help text, made from the table of options. */

import { OPTIONS, type OptionRow, type Use } from './options.js'

const USAGE: Readonly<Record<Use, string>> = {
  run: `sandbox [options] [--] <command> [args…]       run a command in the sandbox of this host
sandbox doctor                                 what this host can enforce, and how to get what is missing
sandbox explain <path|host:port|unix:PATH>…    may the command touch it, and which rule says so
sandbox policy show|check|diff|schema          look at, validate and compare policies
sandbox trust|untrust [file]                   accept a project's own sandbox.toml, or no longer`,
  doctor: 'sandbox doctor [options]    what this host can enforce, and how to get what is missing',
  explain: `sandbox explain [options] <subject>…    may the command touch it, and which rule says so

A subject is a path, host:port, unix:PATH for a socket, or env:NAME for a variable.`,
  policy: `sandbox policy show [NAME]      the resolved policy: every path with its access; --for macos|windows: what it becomes there
sandbox policy check [FILE]…    is every profile well-formed; without FILE, what a run here would use
sandbox policy diff A B         what changes when profile B takes the place of A; exit code 1 when something does
sandbox policy schema           the JSON Schema of a configuration file`,
  trust: "sandbox trust [file]    accept a project's own sandbox.toml with its present content",
  untrust: 'sandbox untrust [file]    accept it no longer',
}

const AFTERWORD = `The first word that is neither an option nor one of the verbs above starts the command; everything after it belongs
to the command. \`--\` ends the options: \`sandbox -- doctor\` runs a program called doctor.

Exit code: the command's own; 128+n when signal n ended it; 125 when the sandbox could not be set up or was used
wrongly; 126 when the command could not be executed; 127 when it was not found.`

/** For everything, or for one verb. Ends with a line break. */
export function helpText(use: Use): string {
  const rows: readonly OptionRow[] = OPTIONS
  const lines = rows.filter((row) => row.uses.includes(use)).map(optionLine)
  const parts = [USAGE[use], `Options:\n${lines.join('\n')}`, ...(use === 'run' ? [AFTERWORD] : [])]
  return `${parts.join('\n\n')}\n`
}

function optionLine({ short, name, value, repeatable, help }: OptionRow): string {
  const flags = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`
  return `  ${flags.padEnd(34)} ${help}${repeatable === true ? ' (repeatable)' : ''}`
}
