/** From the options of a command line to what core is asked for. */

import { resolve } from 'node:path'
import type { PolicyRequest } from '@sandbox/core'
import { notACount, notAVariable } from './errors.js'
import { type GivenOptions, optionValue } from './parse.js'

/** @throws SandboxError `CLI_NOT_A_VARIABLE`, `CLI_NOT_A_COUNT` */
export function policyRequest(options: GivenOptions, environment: NodeJS.ProcessEnv): PolicyRequest {
  const variables = variablesOf(options.get('env') ?? [], environment)
  return {
    profile: optionValue(options, 'permission-profile'),
    policyFile: optionValue(options, 'policy'),
    cwd: optionValue(options, 'cd'),
    environment,
    read: options.get('read'),
    write: options.get('write'),
    deny: options.get('deny'),
    network: networkOf(options, optionValue(options, 'cd') ?? '.'),
    timeout: optionValue(options, 'timeout'),
    limits: limitsOf(options),
    variables,
  }
}

function networkOf(options: GivenOptions, cwd: string): PolicyRequest['network'] {
  const mode = networkMode(optionValue(options, 'network'))
  const allowed = options.get('allow-domain') ?? []
  const denied = options.get('deny-domain') ?? []
  const sockets = (options.get('unix-socket') ?? []).map((path) => resolve(cwd, path))
  if (allowed.length === 0 && denied.length === 0 && sockets.length === 0) return mode
  const domains = Object.fromEntries([
    ...allowed.map((host) => [host, 'allow'] as const),
    ...denied.map((host) => [host, 'deny'] as const),
  ])
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(allowed.length === 0 && denied.length === 0 ? {} : { domains }),
    ...(sockets.length === 0
      ? {}
      : { unix_sockets: Object.fromEntries(sockets.map((path) => [path, 'allow'])) }),
  }
}

function networkMode(word: string | undefined): 'none' | 'proxy' | 'full' | undefined {
  return word === 'none' || word === 'proxy' || word === 'full' ? word : undefined
}

function limitsOf(options: GivenOptions): PolicyRequest['limits'] {
  const memory = optionValue(options, 'memory')
  const processes = optionValue(options, 'processes')
  if (memory === undefined && processes === undefined) return undefined
  return {
    ...(memory === undefined ? {} : { memory }),
    ...(processes === undefined ? {} : { processes: countOf(processes) }),
  }
}

function countOf(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw notACount('--processes', text)
  return Number(text)
}

/** A variable that is only named keeps the value it has, and stays away when it has none. */
function variablesOf(words: readonly string[], environment: NodeJS.ProcessEnv): PolicyRequest['variables'] {
  if (words.length === 0) return undefined
  const set: Record<string, string> = {}
  for (const word of words) {
    const [, name, given] = /^([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (name === undefined) throw notAVariable(word)
    const value = given ?? environment[name]
    if (value !== undefined) set[name] = value
  }
  return { set }
}
