/** Every error of the command line itself, each with its stable code. */

import { SandboxError } from '@sandbox/policy'

const SEE_HELP = '`sandbox --help` lists every option.'

/** No such option. */
export function unknownOption(option: string, nearest: string | undefined): SandboxError {
  return new SandboxError({
    code: 'CLI_UNKNOWN_OPTION',
    message: `there is no option ${option}`,
    hint:
      nearest === undefined
        ? `${SEE_HELP} Options of the command itself stand after it.`
        : `Did you mean ${nearest}?`,
  })
}

/** The option exists, but not for this verb. */
export function optionElsewhere(option: string, verb: string): SandboxError {
  return new SandboxError({
    code: 'CLI_OPTION_ELSEWHERE',
    message: `${option} means nothing for \`sandbox ${verb}\``,
    hint: `\`sandbox ${verb} --help\` lists the options it takes.`,
  })
}

/** The option needs a value and stands last. */
export function valueMissing(option: string, value: string): SandboxError {
  return new SandboxError({
    code: 'CLI_VALUE_MISSING',
    message: `${option} needs a value`,
    hint: `Write ${option} ${value}.`,
  })
}

/** The option takes no value. */
export function valueNotTaken(option: string): SandboxError {
  return new SandboxError({
    code: 'CLI_VALUE_NOT_TAKEN',
    message: `${option} takes no value`,
    hint: `Write ${option} alone.`,
  })
}

/** The value is none of those the option knows. */
export function valueNotKnown(option: string, value: string, choices: readonly string[]): SandboxError {
  return new SandboxError({
    code: 'CLI_VALUE_NOT_KNOWN',
    message: `${option} does not know ${JSON.stringify(value)}`,
    hint: `It takes ${choices.join(', ')}.`,
  })
}

/** The option was given twice and can have one value only. */
export function optionTwice(option: string): SandboxError {
  return new SandboxError({
    code: 'CLI_OPTION_TWICE',
    message: `${option} is given twice`,
    hint: 'Leave one of them out.',
  })
}

/** The option belongs to something that is not enforced yet. */
export function optionNotEnforced(option: string, instead: string): SandboxError {
  return new SandboxError({
    code: 'CLI_OPTION_NOT_ENFORCED',
    message: `this version cannot do what ${option} asks for`,
    hint: instead,
  })
}

/** `--events` with a file or descriptor that cannot be written. */
export function eventsUnwritable(target: string, reason: string): SandboxError {
  return new SandboxError({
    code: 'CLI_EVENTS_UNWRITABLE',
    message: `--events ${target} cannot be written: ${reason}`,
    hint: 'Nothing was started. Name a file that you may write, or an open descriptor as fd:N.',
  })
}

/** `--env` with something that is no variable. */
export function notAVariable(value: string): SandboxError {
  return new SandboxError({
    code: 'CLI_NOT_A_VARIABLE',
    message: `--env ${JSON.stringify(value)} is no variable`,
    hint: 'Write --env NAME to hand a variable on, or --env NAME=VALUE to set one.',
  })
}

/** An option that counts, with something that is no whole number. */
export function notACount(option: string, value: string): SandboxError {
  return new SandboxError({
    code: 'CLI_NOT_A_COUNT',
    message: `${option} ${JSON.stringify(value)} is no count`,
    hint: 'Write a whole number from 1 on.',
  })
}

/** `doctor --filter` where no command is filtered. */
export function noFilterHere(where: string): SandboxError {
  return new SandboxError({
    code: 'CLI_NO_FILTER',
    message: `there is no system call filter for ${where}`,
    hint: 'Filters belong to policies with a sandbox, on Linux.',
  })
}

/** Nothing to run. */
export function commandMissing(): SandboxError {
  return new SandboxError({
    code: 'CLI_COMMAND_MISSING',
    message: 'no command to run',
    hint: 'Write `sandbox [options] -- <command> [args…]`; `sandbox --help` shows more.',
  })
}

/** `--for` with a verb that has no use for it. */
export function forOnlyShows(verb: string): SandboxError {
  return new SandboxError({
    code: 'CLI_OPTION_ELSEWHERE',
    message: `--for means nothing for \`sandbox policy ${verb}\``,
    hint: 'Write `sandbox policy show [NAME] --for macos`, or `--for windows`.',
  })
}

/** The verb needs other operands. */
export function operandsWrong(verb: string, expected: string): SandboxError {
  return new SandboxError({
    code: 'CLI_OPERANDS',
    message: `\`sandbox ${verb}\` got the wrong number of words`,
    hint: `Write \`sandbox ${verb} ${expected}\`.`,
  })
}

/** `sandbox policy` with a word it does not know. */
export function unknownPolicyVerb(word: string | undefined): SandboxError {
  return new SandboxError({
    code: 'CLI_POLICY_VERB',
    message: word === undefined ? '`sandbox policy` needs a verb' : `there is no \`sandbox policy ${word}\``,
    hint: 'It takes show, check, diff or schema. To run a program called policy, write `sandbox -- policy`.',
  })
}

/** A verb of a later version. */
export function verbNotThereYet(verb: string, instead: string): SandboxError {
  return new SandboxError({
    code: 'CLI_VERB_NOT_AVAILABLE',
    message: `\`sandbox ${verb}\` is not part of this version`,
    hint: instead,
  })
}

/** There is no project file to trust. */
export function noProjectFile(cwd: string): SandboxError {
  return new SandboxError({
    code: 'CLI_NO_PROJECT_FILE',
    message: `neither ${cwd} nor a directory above it holds a sandbox.toml`,
    hint: 'Name the file: `sandbox trust FILE`.',
  })
}

/** What to do when the host has no more of something, by the error it gives. */
const MORE = new Map([
  ['EMFILE', 'Allow this process more open files (`ulimit -n`).'],
  ['ENFILE', 'Allow the host more open files (`fs.file-max`).'],
  ['ENOSPC', 'Make room on the disk.'],
  ['EDQUOT', 'Make room in your share of the disk.'],
  ['ENOMEM', 'Make memory free.'],
  ['EAGAIN', 'Allow more processes (`ulimit -u`).'],
])

/** A call failed because the host has no more of what it takes; undefined for other errors. */
export function hostExhausted(cause: unknown): SandboxError | undefined {
  const { code = '', message } = cause as NodeJS.ErrnoException
  const hint = MORE.get(code)
  if (hint === undefined) return undefined
  return new SandboxError({
    code: 'HOST_EXHAUSTED',
    message: `this host has no room: ${message}`,
    hint,
    cause,
  })
}
