/** What a bubblewrap binary says of itself. */

import { spawnSync } from 'node:child_process'
import { TOOL_ENVIRONMENT } from '../tool-environment.js'

/** Version and long options, as read from `--version` and `--help`. */
export interface LauncherFeatures {
  readonly version: readonly [number, number, number]
  /** Without dashes, sorted. */
  readonly options: readonly string[]
}

/** Ask the binary; undefined when it cannot be run or is no bubblewrap. */
export function readFeatures(path: string): LauncherFeatures | undefined {
  const version = parseVersion(ask(path, '--version'))
  return version === undefined ? undefined : { version, options: parseOptions(ask(path, '--help')) }
}

/** The version in a text such as `bubblewrap 0.8.0`. */
export function parseVersion(text: string): readonly [number, number, number] | undefined {
  const match = /bubblewrap\s+([0-9]+)\.([0-9]+)(?:\.([0-9]+))?/.exec(text)
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
}

/** The long options a help text lists. */
export function parseOptions(help: string): readonly string[] {
  return [...new Set([...help.matchAll(/^\s+--([a-z0-9-]+)/gm)].map((match) => match[1] ?? ''))].sort()
}

/** Is `version` at least `floor`? */
export function isAtLeast(version: readonly number[], floor: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version
  return major > floor[0] || (major === floor[0] && minor >= floor[1])
}

function ask(path: string, option: string): string {
  const { stdout, stderr } = spawnSync(path, [option], {
    env: TOOL_ENVIRONMENT,
    encoding: 'utf8',
    timeout: 5_000,
    cwd: '/',
  })
  return `${stdout ?? ''}\n${stderr ?? ''}`
}
