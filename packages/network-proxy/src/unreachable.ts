/** Why a permitted target could not be reached. */

/** The error types of RFC 9209 that a failure to reach somebody can have. */
export type UnreachableType =
  | 'dns_error'
  | 'dns_timeout'
  | 'connection_refused'
  | 'connection_timeout'
  | 'connection_terminated'
  | 'destination_unavailable'
  | 'http_protocol_error'
  | 'proxy_internal_error'

/** A target that was allowed and did not answer. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  readonly type: UnreachableType

  constructor(type: UnreachableType, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.type = type
  }
}

/** Gives a system error its type; others stay as they are. */
export function asUnreachable(error: unknown): UnreachableError {
  if (error instanceof UnreachableError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const type = TYPES[code] ?? 'destination_unavailable'
  return new UnreachableError(type, MESSAGES[type] ?? 'the server cannot be reached', error)
}

const TYPES: Readonly<Record<string, UnreachableType>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_terminated',
  EPIPE: 'connection_terminated',
  ETIMEDOUT: 'connection_timeout',
}

const MESSAGES: Partial<Record<UnreachableType, string>> = {
  connection_refused: 'the server refused the connection',
  connection_terminated: 'the server closed the connection before it answered',
  connection_timeout: 'the server did not answer in time',
}
