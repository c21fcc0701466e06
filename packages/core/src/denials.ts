/** Finds refused files in what a command printed on stderr. Only what the policy really refuses is reported. */

import { resolve } from 'node:path'
import { type Decision, type Denial, explain, type ResolvedPolicy } from '@sandbox/policy'
import { canonicalPath } from './canonical.js'

/** More lines than this are not looked at: the first refusals explain the rest. */
const MAX_LINES = 10_000
const MAX_DENIALS = 100
/** THREAT: the command chooses the text, and this process reads it: what one line, and all of them, cost is bounded. */
const MAX_QUOTED = 8
const MAX_LOOKS = 5000

/**
 * What the kernel says, per reason. A path that may be read but not written fails with EROFS; EACCES and EPERM alone may
 * as well come from the file's own permissions, so they count for denied paths only.
 */
const MARKERS = [
  { text: /read-only file system|\bEROFS\b/i, writeOnly: true },
  { text: /permission denied|operation not permitted|\bEACCES\b|\bEPERM\b/i, writeOnly: false },
] as const

/** Seatbelt says EPERM for everything it refuses, where a file's own permissions would say EACCES. */
const SEATBELT_MARKERS = [
  { text: /operation not permitted|\bEPERM\b/i, writeOnly: true },
  { text: /permission denied|\bEACCES\b/i, writeOnly: false },
] as const

/** What ends a quotation, by what begins it. */
const QUOTES: Readonly<Record<string, readonly string[]>> = {
  "'": ["'"],
  '"': ['"'],
  '`': ['`', "'"],
  '‘': ['’'],
  '“': ['”'],
}

/**
 * Denials of files, in the order in which they were printed, each path once.
 *
 * @param stderr what the command printed
 * @param cwd where it ran, for relative paths
 */
export function findFileDenials(
  stderr: string,
  policy: ResolvedPolicy,
  cwd: string,
  now: () => number = Date.now,
): readonly Denial[] {
  const denials = new Map<string, Denial>()
  let looks = 0
  const markers = policy.platform === 'darwin' ? SEATBELT_MARKERS : MARKERS
  for (const line of stderr.split('\n', MAX_LINES)) {
    const marker = markers.find(({ text }) => text.test(line))
    if (marker === undefined || denials.size >= MAX_DENIALS) continue
    for (const candidate of pathsIn(line, marker.text)) {
      if (++looks > MAX_LOOKS) return [...denials.values()]
      const denial = confirm(resolve(cwd, candidate), marker.writeOnly, policy, now)
      if (denial === undefined) continue
      if (!denials.has(denial.subject)) denials.set(denial.subject, denial)
      break
    }
  }
  return [...denials.values()]
}

/** Most likely first: what is quoted, then what stands before the reason, then what stands after it. */
function pathsIn(line: string, marker: RegExp): readonly string[] {
  const quoted = quotedIn(line)
  const at = line.search(marker)
  const before = withoutEnd(line.slice(0, at))
  const segment = before.slice(before.lastIndexOf(': ') + 1).trim()
  const after = line.slice(at).match(/:\s+(\S.*)$/)?.[1]
  const lastWord = (text: string) => text.slice(text.lastIndexOf(' ') + 1)
  const found = [...quoted, segment, lastWord(segment), after].filter((text) => text !== undefined)
  return found.filter((text) => text !== '' && text.length < 4096 && !text.includes('\0'))
}

/** In time that grows with the line: where an end stands is looked for once, not from each beginning before it. */
function quotedIn(line: string): readonly string[] {
  const found: string[] = []
  const ahead = new Map<string, number>()
  const next = (end: string, from: number) => {
    const known = ahead.get(end) ?? -1
    if (known >= from) return known
    const at = line.indexOf(end, from)
    const position = at === -1 ? line.length : at
    ahead.set(end, position)
    return position
  }
  for (let at = 0; at < line.length && found.length < MAX_QUOTED; at++) {
    const ends = QUOTES[line[at] ?? '']
    if (ends === undefined) continue
    const end = Math.min(...ends.map((one) => next(one, at + 1)))
    if (end === line.length || end === at + 1) continue
    found.push(line.slice(at + 1, end))
    at = end
  }
  return found
}

function withoutEnd(text: string): string {
  let end = text.length
  while (end > 0 && /[\s:([]/.test(text[end - 1] ?? '')) end--
  return text.slice(0, end)
}

function confirm(
  path: string,
  writeOnly: boolean,
  policy: ResolvedPolicy,
  now: () => number,
): Denial | undefined {
  const { decision, writtenAt } = explain(policy, path, { spellings: [canonicalPath(path)] })
  if (!isRefused(decision, writeOnly)) return undefined
  return {
    kind: 'file',
    subject: path,
    reason:
      decision.access === 'deny' ? 'the policy denies this path' : 'the policy does not let it be written',
    ...(writtenAt === undefined ? {} : { rule: writtenAt }),
    time: now(),
  }
}

function isRefused(decision: Decision, writeOnly: boolean): boolean {
  switch (decision.access) {
    case 'deny':
      return true
    case 'read':
      return writeOnly
    case 'write':
      return false
  }
}
