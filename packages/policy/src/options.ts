/** Turns the options of one run (`--read`, `--network`, …) into a layer on top of the selected profile. */

import type { Access } from './access.js'
import type { EnvironmentTable, LimitsTable, NetworkTable } from './document.js'
import { compileEnvironment } from './environment-table.js'
import { addRule } from './filesystem.js'
import { escapeGlob, hasGlob } from './glob.js'
import type { KeySegment } from './keypath.js'
import { emptyLayer, type Place, type ProfileLayer } from './layer.js'
import { compileLimits } from './limits.js'
import { compileNetwork } from './network.js'
import { isAbsolutePath, normalPath, type Platform } from './paths.js'
import type { ProfileRule, RuleSource } from './profile.js'
import { badPathKey, globNotDeny } from './profile-errors.js'

/** One path given as an option. */
export interface PathOption {
  /** A path, relative to the working directory; a special key; or, to deny, a glob. */
  readonly path: string
  readonly access: Access
  /** The option as typed, such as `--write`, for messages and explanations. */
  readonly option: string
}

/** Everything a run may add to its profile. */
export interface RunOptions {
  readonly extraRules?: readonly PathOption[] | undefined
  readonly network?: NetworkTable | undefined
  readonly variables?: EnvironmentTable | undefined
  readonly limits?: LimitsTable | undefined
}

/** @throws SandboxError for an option no profile could contain either; the message names the option */
export function compileOptions(
  name: string,
  options: RunOptions,
  host: { readonly cwd: string; readonly platform: Platform },
): ProfileLayer {
  const layer = emptyLayer(name)
  const rules = new Map<string, ProfileRule>()
  for (const option of options.extraRules ?? []) {
    const source: RuleSource = { keyPath: option.option }
    addRule(rules, {
      key: absoluteKey(option, source, host),
      subpath: '.',
      word: option.access,
      source,
    })
  }
  return {
    ...layer,
    filesystem: { ...layer.filesystem, rules },
    network: compileNetwork(options.network ?? {}, NETWORK_OPTIONS),
    environment: compileEnvironment(
      options.variables ?? {},
      optionPlace(() => '--env'),
    ),
    limits: compileLimits(
      options.limits ?? {},
      optionPlace((key) => `--${key}`),
    ),
  }
}

/** True when the options say nothing. */
export function areEmpty(options: RunOptions): boolean {
  const { extraRules = [], network, variables, limits } = options
  return extraRules.length === 0 && [network, variables, limits].every((table) => table === undefined)
}

function absoluteKey(
  { path, access }: PathOption,
  source: RuleSource,
  { cwd, platform }: { readonly cwd: string; readonly platform: Platform },
): string {
  // THREAT: an unset shell variable must not come to mean the working directory.
  if (path === '') throw badPathKey(source, 'the path is empty', 'Write a path, or leave the option out.')
  if (path.startsWith(':') || path === '~' || path.startsWith('~/')) return path
  const glob = hasGlob(path)
  if (glob && access !== 'deny' && !path.endsWith('/**')) throw globNotDeny(source, access)
  if (!glob || access !== 'deny') {
    const normal = normalPath(path, platform, cwd)
    // The working directory may contain brackets that mean only themselves.
    return access === 'deny' && hasGlob(normal) ? escapeGlob(normal) : normal
  }
  if (isAbsolutePath(path, platform)) return path
  const base = platform === 'win32' ? cwd.replaceAll('\\', '/') : cwd
  return `${escapeGlob(base)}/${path.replace(/^(?:\.\/)+/, '')}`
}

const NETWORK_OPTIONS: Place = optionPlace((key, entry) => {
  switch (key) {
    case 'domains':
      return `--allow-domain or --deny-domain ${entry}`
    case 'unix_sockets':
      return `--unix-socket ${entry}`
    default:
      return '--network'
  }
})

function optionPlace(name: (key: string, entry: string) => string): Place {
  return {
    at: ([key = '', entry = '']: readonly KeySegment[]) => ({ keyPath: name(String(key), String(entry)) }),
  }
}
