/** Writes the answers of the proxy itself: what was refused or failed, and what would allow it. Pure. */

import { STATUS_CODES } from 'node:http'
import type { Authority } from './authority.js'
import type { EgressProtocol, Refusal } from './refusal.js'
import type { UnreachableError, UnreachableType } from './unreachable.js'

/** An HTTP response. */
export interface Answer {
  readonly status: number
  /** Beside the status. Of a refused CONNECT many programs show nothing else. */
  readonly phrase: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Who asked, and how the answer should look. */
export interface Asked {
  readonly target?: Authority | undefined
  readonly protocol: EgressProtocol
  /** The Accept header of the request. */
  readonly accept?: string | undefined
}

/** 400 for what cannot be read, else 403. */
export function refusalAnswer(refusal: Refusal, asked: Asked): Answer {
  const isMalformed = refusal.reason === 'malformed'
  const advice = refusal.line === undefined ? [] : [`To allow it, write in the policy: ${refusal.line}`]
  const rule = refusal.rule === undefined ? [] : [`The rule is: ${refusal.rule}`]
  return answer(isMalformed ? 400 : 403, PROXY_STATUS[refusal.reason] ?? 'http_request_denied', asked, {
    phrase: 'Refused by the sandbox',
    headers: isMalformed ? {} : { 'x-proxy-error': `blocked-by-${BLOCKED_BY[refusal.reason] ?? 'policy'}` },
    lines: [`Refused by the sandbox: ${refusal.message}.`, ...rule, ...advice],
    fields: {
      status: 'blocked',
      reason: refusal.reason,
      message: refusal.message,
      rule: refusal.rule,
      allow: refusal.line,
    },
  })
}

/** 504 for what took too long, else 502. */
export function failureAnswer(error: UnreachableError, asked: Asked): Answer {
  const status = TOO_LATE.has(error.type) ? 504 : 502
  return answer(status, error.type, asked, {
    phrase: STATUS_CODES[status] ?? '',
    headers: {},
    lines: [`The sandbox allows this, but it failed: ${error.message}.`],
    fields: { status: 'failed', reason: error.type, message: error.message },
  })
}

const TOO_LATE: ReadonlySet<UnreachableType> = new Set(['connection_timeout', 'dns_timeout'])

/** The value of `x-proxy-error`, where it is not `policy`. */
const BLOCKED_BY: Readonly<Record<string, string>> = {
  not_listed: 'allowlist',
  declined: 'allowlist',
  denied: 'denylist',
  private_address: 'private-address',
  sni_mismatch: 'sni',
  tls_malformed: 'sni',
}

/** The error types of RFC 9209. */
const PROXY_STATUS: Readonly<Record<string, string>> = {
  private_address: 'destination_ip_prohibited',
  loop: 'proxy_loop_detected',
  malformed: 'http_request_error',
}

interface Content {
  readonly phrase: string
  readonly headers: Readonly<Record<string, string>>
  readonly lines: readonly string[]
  readonly fields: Readonly<Record<string, string | undefined>>
}

function answer(status: number, error: string | UnreachableType, asked: Asked, content: Content): Answer {
  const { target, protocol, accept = '' } = asked
  const isJson = /\bapplication\/(?:[\w.-]+\+)?json\b/i.test(accept)
  const body = isJson
    ? `${JSON.stringify({ ...content.fields, host: target?.host, port: target?.port, protocol })}\n`
    : `${content.lines.join('\n')}\n`
  return {
    status,
    phrase: content.phrase,
    headers: {
      ...content.headers,
      'proxy-status': `sandbox; error=${error}`,
      'content-type': isJson ? 'application/json' : 'text/plain; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
    },
    body,
  }
}

/** The bytes of an answer on a connection that ends with it. */
export function renderAnswer({ status, phrase, headers, body }: Answer): string {
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return `HTTP/1.1 ${status} ${phrase}\r\n${lines.join('')}\r\n${body}`
}
