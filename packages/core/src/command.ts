/** Puts one command together: program, arguments, directory, environment. */

import { accessSync, constants, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CommandSpec } from '@sandbox/policy'
import { cwdUnusable } from './errors.js'

/** What a caller may say about one command. */
export interface CommandRequest {
  readonly program: string | URL
  readonly args?: readonly string[] | undefined
  /** Relative to the sandbox's own. */
  readonly cwd?: string | URL | undefined
  /** Added after the policy's rules; `undefined` takes a variable away. */
  readonly env?: Readonly<Partial<Record<string, string>>> | undefined
  /** `false` leaves `env` alone as the whole environment. Default: true. */
  readonly extendEnv?: boolean | undefined
  readonly terminal: boolean
}

/** @throws SandboxError `CWD_UNUSABLE` */
export function commandSpec(
  request: CommandRequest,
  sandbox: Pick<CommandSpec, 'cwd' | 'environment' | 'egressPort'>,
): CommandSpec {
  const { program, args = [], env = {}, extendEnv = true, terminal } = request
  const cwd = resolve(sandbox.cwd, pathText(request.cwd ?? '.'))
  checkDirectory(cwd)
  const environment: Record<string, string> = extendEnv ? { ...sandbox.environment } : {}
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) delete environment[name]
    else environment[name] = value
  }
  const { egressPort } = sandbox
  return {
    program: pathText(program),
    args,
    cwd,
    environment,
    terminal,
    ...(egressPort === undefined ? {} : { egressPort }),
  }
}

function pathText(path: string | URL): string {
  return typeof path === 'string' ? path : fileURLToPath(path)
}

function checkDirectory(cwd: string): void {
  try {
    if (!statSync(cwd).isDirectory()) throw new Error(`${cwd} is not a directory`)
    accessSync(cwd, constants.X_OK)
  } catch (error) {
    throw cwdUnusable(cwd, error)
  }
}
