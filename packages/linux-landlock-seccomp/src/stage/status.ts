/** What the inner stage appended to its spec file: how far the run came. */

/** The limits that the inner stage, or `launch`, tells of. */
const TOLD_LIMITS = ['cpu', 'files', 'output'] as const

type ToldLimit = (typeof TOLD_LIMITS)[number]

/** A socket of the file system that the command was not let connect to. */
export interface RefusedSocket {
  /** As the command named it. */
  readonly name: string
  /** It may be the command's own: this kernel cannot tell. */
  readonly isUnknown: boolean
}

/** What the inner stage appended. */
export interface InnerRecords {
  readonly status: InnerStatus
  /** Sockets of the file system that the command was not let connect to. */
  readonly refusedSockets: readonly RefusedSocket[]
}

/** The end of a run as the inner stage saw it. */
export type InnerStatus =
  /** Nothing was written: the launcher failed, or everything was killed during set-up. */
  | { readonly phase: 'none' }
  | { readonly phase: 'setup-failed'; readonly message: string }
  | { readonly phase: 'exec-failed'; readonly errno: number; readonly message: string }
  | { readonly phase: 'started' }
  | { readonly phase: 'exited'; readonly code: number }
  /** `overLimit` names the limit that was the reason. */
  | { readonly phase: 'signaled'; readonly signal: number; readonly overLimit?: ToldLimit }

/** Read the records after the spec. A record cut short counts as not written. */
export function parseRecords(tail: string): InnerRecords {
  const words = tail.split('\0')
  words.pop()
  let status: InnerStatus = { phase: 'none' }
  let overLimit: ToldLimit | undefined
  const refusedSockets: RefusedSocket[] = []
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === 'over-limit') {
      overLimit = TOLD_LIMITS.find((name) => name === words[0])
      words.shift()
    } else if (word === 'refused-socket' || word === 'unknown-socket') {
      refusedSockets.push({ name: words.shift() ?? '', isUnknown: word === 'unknown-socket' })
    } else status = readRecord(word, words) ?? status
  }
  if (status.phase === 'signaled' && overLimit !== undefined) status = { ...status, overLimit }
  return { status, refusedSockets }
}

function readRecord(keyword: string, words: string[]): InnerStatus | undefined {
  const operand = () => words.shift()
  switch (keyword) {
    case 'setup-failed':
      return { phase: 'setup-failed', message: operand() ?? 'no reason was given' }
    case 'started':
      return { phase: 'started' }
    case 'exec-failed': {
      const errno = Number(operand())
      return { phase: 'exec-failed', errno, message: operand() ?? `error ${errno}` }
    }
    // Without its number the record was cut short, and so was the run.
    case 'exited': {
      const code = Number(operand())
      return Number.isNaN(code) ? undefined : { phase: 'exited', code }
    }
    case 'signaled': {
      const signal = Number(operand())
      return Number.isNaN(signal) ? undefined : { phase: 'signaled', signal }
    }
    default:
      return undefined
  }
}
