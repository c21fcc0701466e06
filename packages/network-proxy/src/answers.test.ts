import { expect, test } from 'vitest'
import { egress } from '../test/support/rules.js'
import { failureAnswer, refusalAnswer, renderAnswer } from './answers.js'
import {
  declined,
  deniedBy,
  inspectionRequired,
  leadsToItself,
  malformed,
  methodNotAllowed,
  notListed,
  privateAddress,
  type Refusal,
  sniMismatch,
  socks5Disabled,
  tlsMalformed,
} from './refusal.js'
import { asUnreachable, UnreachableError } from './unreachable.js'

const TARGET = { host: 'a.test', port: 8443 }
const [RULE] = egress({ '*.test:8443': 'deny' }).domains
if (RULE === undefined) throw new Error('no rule')

test.each<[Refusal, number, string | undefined, string, string | undefined]>([
  [notListed(TARGET), 403, 'allowlist', 'http_request_denied', 'network.domains."a.test:8443" = "allow"'],
  [
    notListed({ host: 'a.test', port: 443 }),
    403,
    'allowlist',
    'http_request_denied',
    'network.domains."a.test" = "allow"',
  ],
  [
    notListed({ host: '::1', port: 1 }),
    403,
    'allowlist',
    'http_request_denied',
    'network.domains."[::1]:1" = "allow"',
  ],
  [
    declined(TARGET, undefined),
    403,
    'allowlist',
    'http_request_denied',
    'network.domains."a.test:8443" = "allow"',
  ],
  [deniedBy(TARGET, RULE), 403, 'denylist', 'http_request_denied', undefined],
  [
    privateAddress(TARGET, '10.0.0.1', 'private'),
    403,
    'private-address',
    'destination_ip_prohibited',
    'network.domains."a.test:8443" = { action = "allow", private = true }',
  ],
  [
    privateAddress({ host: '10.0.0.1', port: 80 }, '10.0.0.1', 'private'),
    403,
    'private-address',
    'destination_ip_prohibited',
    'network.domains."10.0.0.1" = "allow"',
  ],
  [sniMismatch(TARGET, 'b.test'), 403, 'sni', 'http_request_denied', undefined],
  [tlsMalformed(TARGET), 403, 'sni', 'http_request_denied', undefined],
  [methodNotAllowed(TARGET, 'POST'), 403, 'policy', 'http_request_denied', 'network.limited = false'],
  [inspectionRequired(TARGET), 403, 'policy', 'http_request_denied', 'network.limited = false'],
  [leadsToItself(TARGET), 403, 'policy', 'proxy_loop_detected', undefined],
  [socks5Disabled(), 403, 'policy', 'http_request_denied', 'network.socks5 = true'],
  [malformed('it is odd'), 400, undefined, 'http_request_error', undefined],
])('$reason: $message', (refusal, status, blockedBy, error, line) => {
  const answer = refusalAnswer(refusal, { target: TARGET, protocol: 'connect' })
  expect(answer.status).toBe(status)
  expect(answer.headers['x-proxy-error']).toBe(
    blockedBy === undefined ? undefined : `blocked-by-${blockedBy}`,
  )
  expect(answer.headers['proxy-status']).toBe(`sandbox; error=${error}`)
  expect(answer.headers['content-length']).toBe(String(answer.body.length))
  expect(answer.body).toContain(`Refused by the sandbox: ${refusal.message}.\n`)
  if (line === undefined) expect(answer.body).not.toContain('To allow it')
  else expect(answer.body).toContain(`To allow it, write in the policy: ${line}\n`)
})

test('a denial names the rule and where it was written', () => {
  expect(refusalAnswer(deniedBy(TARGET, RULE), { protocol: 'http' }).body).toContain(
    'The rule is: "*.test:8443" = "deny" (network.domains."*.test:8443")',
  )
})

test.each(['application/json', 'text/html, application/json;q=0.9', 'application/vnd.npm.install-v1+json'])(
  'a client that accepts %s gets JSON',
  (accept) => {
    const { body, headers } = refusalAnswer(notListed(TARGET), { target: TARGET, protocol: 'http', accept })
    expect(headers['content-type']).toBe('application/json')
    expect(JSON.parse(body)).toEqual({
      status: 'blocked',
      reason: 'not_listed',
      message: 'no rule allows a.test:8443',
      allow: 'network.domains."a.test:8443" = "allow"',
      host: 'a.test',
      port: 8443,
      protocol: 'http',
    })
  },
)

test.each([
  ['ECONNREFUSED', 'connection_refused', 502],
  ['ECONNRESET', 'connection_terminated', 502],
  ['ETIMEDOUT', 'connection_timeout', 504],
  ['EHOSTUNREACH', 'destination_unavailable', 502],
])('the failure %s is told as %s', (code, type, status) => {
  const error = asUnreachable(Object.assign(new Error('connect to a secret place'), { code }))
  const answer = failureAnswer(error, { target: TARGET, protocol: 'http' })
  expect(answer).toMatchObject({ status, headers: { 'proxy-status': `sandbox; error=${type}` } })
  expect(answer.body).not.toContain('secret')
})

test('rendered, an answer ends its connection', () => {
  const answer = failureAnswer(new UnreachableError('dns_error', 'a.test has no address'), {
    protocol: 'connect',
  })
  expect(renderAnswer(answer)).toBe(
    [
      'HTTP/1.1 502 Bad Gateway',
      'proxy-status: sandbox; error=dns_error',
      'content-type: text/plain; charset=utf-8',
      'content-length: 63',
      'cache-control: no-store',
      'connection: close',
      '',
      'The sandbox allows this, but it failed: a.test has no address.\n',
    ].join('\r\n'),
  )
})
