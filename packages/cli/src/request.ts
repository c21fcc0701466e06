/** From the options of a command line to what core is asked for. */

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
    network: networkOf(options),
    timeout: optionValue(options, 'timeout'),
    limits: limitsOf(options),
    variables,
  }
}

function networkOf(options: GivenOptions): PolicyRequest['network'] {
  const mode = networkMode(optionValue(options, 'network'))
  const allowed = options.get('allow-domain') ?? []
  const denied = options.get('deny-domain') ?? []
  if (allowed.length === 0 && denied.length === 0) return mode
  const domains = Object.fromEntries([
    ...allowed.map((host) => [host, 'allow'] as const),
    ...denied.map((host) => [host, 'deny'] as const),
  ])
  return { ...(mode === undefined ? {} : { mode }), domains }
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
