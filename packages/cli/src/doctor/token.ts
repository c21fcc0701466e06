/** What a Windows machine can enforce: asked of the backend, which asks the kernel. */

import type { ResolvedPolicy } from '@sandbox/policy'
import { planToken, prepareToken, READINGS } from '@sandbox/windows-token'

/** For `doctor`. */
export interface TokenReport {
  readonly helper: string
  readonly stateDirectory: string
  /** The rights on files that the kernel asks the restricting identifiers about. */
  readonly coveredRights: number
  /** How the documents that describe such a kernel are read; undefined for one between the readings. */
  readonly reading?: string | undefined
  /** Drives whose access lists count. */
  readonly drives: readonly string[]
  /** What the policy promises and is not kept. */
  readonly gaps: readonly string[]
}

/** @throws SandboxError */
export async function readToken(policy: ResolvedPolicy, strict: boolean): Promise<TokenReport> {
  const prepared = await prepareToken(policy, { strict, servesEgress: true })
  const { facts } = prepared
  await prepared.close()
  const { coveredRights, gaps } = planToken(policy, facts, { strict, servesEgress: true })
  return {
    helper: facts.helper,
    stateDirectory: facts.stateDirectory,
    coveredRights,
    reading: Object.entries(READINGS).find(([, rights]) => rights === coveredRights)?.[0],
    drives: [...facts.drives].flatMap(([root, { remote, persistentAcls }]) =>
      !remote && persistentAcls ? [root] : [],
    ),
    gaps: gaps.map(({ text }) => text),
  }
}

/** As rows of two columns. */
export function tokenRows(report: TokenReport): readonly (readonly [string, string])[] {
  const { helper, stateDirectory, coveredRights, reading, drives, gaps } = report
  const rights = `0x${coveredRights.toString(16)}${reading === undefined ? '' : ` (${reading})`}`
  return [
    ['helper', helper],
    ['remembered in', stateDirectory],
    ['kernel', `holds the token back from the rights ${rights}`],
    ['fenced drives', drives.length === 0 ? 'none' : drives.join(' ')],
    ['reads', 'not fenced: a command reads what you can read'],
    ['pipes', 'named pipes that a command makes, Node.js for each stream of a child, are probably refused'],
    ...gaps.map((text, at) => [at === 0 ? 'not kept' : '', text] as const),
  ]
}
