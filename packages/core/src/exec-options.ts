/** The options of one command: which of execa's are taken, and which are refused because they would leave the sandbox. */

import type { Options } from 'execa'
import { optionNotSupported } from './errors.js'

/** Refused, and what to do instead. */
const REFUSED = {
  shell: 'Run the shell itself: exec("sh", ["-c", script]).',
  detached: 'A command ends with its sandbox; keep the sandbox open for as long as the command should run.',
  node: 'Run it as exec("node", [file, …args]).',
  nodeOptions: 'Run it as exec("node", [...nodeOptions, file]).',
  nodePath: 'Name the path as the program: exec(nodePath, [file]).',
  preferLocal: 'Put node_modules/.bin into the PATH of the `env` option.',
  localDir: 'Put node_modules/.bin into the PATH of the `env` option.',
  argv0: 'Leave it out; the command sees the name it was started by.',
  uid: 'Leave it out; a command runs as the user who started it.',
  gid: 'Leave it out; a command runs as the user who started it.',
  ipc: 'Exchange messages over stdin and stdout.',
  ipcInput: 'Use the `input` option.',
  serialization: 'Leave it out; there is no message channel into the sandbox.',
  gracefulCancel:
    'Use `cancelSignal`: the command gets `killSignal`, and SIGKILL after `forceKillAfterDelay`.',
  verbose: 'Print `result.command` yourself.',
  cleanup: 'Leave it out; a command always ends with the process that started it.',
  windowsHide: 'Leave it out.',
  windowsVerbatimArguments: 'Leave it out.',
} as const satisfies Partial<Record<keyof Options, string>>

type RefusedName = keyof typeof REFUSED

/** The options of execa that a sandboxed command takes. `env` is added after the policy's environment rules. */
export type ExecOptions = Omit<Options, RefusedName>

const TAKEN: Readonly<Record<keyof ExecOptions, true>> = {
  all: true,
  buffer: true,
  cancelSignal: true,
  cwd: true,
  encoding: true,
  env: true,
  extendEnv: true,
  forceKillAfterDelay: true,
  input: true,
  inputFile: true,
  killSignal: true,
  lines: true,
  maxBuffer: true,
  reject: true,
  stderr: true,
  stdin: true,
  stdio: true,
  stdout: true,
  stripFinalNewline: true,
  timeout: true,
}

/** @throws SandboxError `OPTION_NOT_SUPPORTED` for what a caller without type checks may have passed */
export function checkOptions(options: ExecOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(TAKEN, name)) continue
    if (Object.hasOwn(REFUSED, name)) throw optionNotSupported(name, REFUSED[name as RefusedName])
    if (name === 'signal') throw optionNotSupported(name, 'It is called `cancelSignal`, as in execa.')
    throw optionNotSupported(name, `These are taken: ${Object.keys(TAKEN).join(', ')}.`)
  }
}
