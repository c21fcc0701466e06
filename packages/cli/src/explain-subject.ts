/** Answers one question about a path, a socket, a host or a variable. */

import { resolve } from 'node:path'
import { canonicalPath, type OpenedPolicy } from '@sandbox/core'
import { addressKind, compileRules } from '@sandbox/network-proxy'
import { type Access, type CompetingRule, describeSource, explain, normalHost } from '@sandbox/policy'

/** What is said about one subject. */
export interface Answer {
  readonly subject: string
  /** For hosts and variables `read` means that the command gets it. */
  readonly access: Access
  readonly reason: string
  readonly writtenAt?: string | undefined
  readonly competing: readonly Pick<CompetingRule, 'writtenAt' | 'lostBecause'>[]
  readonly change: readonly string[]
}

/** `host:port`, an address in brackets included. Anything with a slash is a path. */
const HOST_AND_PORT = /^(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}$/

/** Answers by what the policy says; what a host or the kernel refuses besides is not known here. */
export function explainSubject(subject: string, opened: OpenedPolicy): Answer {
  if (subject.startsWith('unix:')) return explainSocket(subject, opened)
  if (subject.startsWith('env:')) return explainVariable(subject, opened)
  if (HOST_AND_PORT.test(subject)) return explainHost(subject, opened)
  return explainPath(subject, opened)
}

function explainPath(subject: string, { policy, cwd }: OpenedPolicy): Answer {
  const path = resolve(cwd, subject)
  const explanation = explain(policy, path, { spellings: [canonicalPath(path)] })
  const { decision, reason, writtenAt, competing, change } = explanation
  return { subject: path, access: decision.access, reason, writtenAt, competing, change }
}

function explainSocket(subject: string, opened: OpenedPolicy): Answer {
  const answer = explainPath(subject.slice('unix:'.length), opened)
  const { egress, platform, unrestricted } = opened.policy
  const opensListedOnly = platform === 'darwin' || (platform === 'linux' && egress.mode !== 'full')
  if (opensListedOnly && !unrestricted) return explainListedSocket(subject, answer, opened)
  // With the host's network on Linux a socket that can be seen can be reached: a read-only mount does not stop it.
  if (answer.access === 'deny') return { ...answer, subject }
  if (!unrestricted && egress.unixSockets[answer.subject] === 'deny') {
    return {
      subject,
      competing: [],
      access: 'deny',
      reason: 'The policy denies the socket.',
      change: [`[network.unix_sockets] "${answer.subject}" = "allow"`],
    }
  }
  return {
    ...answer,
    subject,
    access: 'write',
    reason: `The command can see ${answer.subject}, and a socket that can be seen can be connected to.`,
    change: [`"${answer.subject}" = "deny"`],
  }
}

/** Sockets are opened by name, and no other. */
function explainListedSocket(subject: string, answer: Answer, { policy }: OpenedPolicy): Answer {
  const { egress, platform } = policy
  const isListed = egress.unixSockets[answer.subject] === 'allow'
  const own = platform === 'linux' ? ", and the command's own" : ''
  const line = `[network.unix_sockets] "${answer.subject}" = "${isListed ? 'deny' : 'allow'}"`
  return {
    subject,
    competing: [],
    access: isListed ? 'write' : 'deny',
    reason: isListed
      ? 'The policy lists the socket.'
      : `Only sockets that the policy lists can be connected to${own}.`,
    change: [line, ...(isListed ? [] : [`or --unix-socket ${answer.subject}`])],
  }
}

function explainHost(subject: string, { policy }: OpenedPolicy): Answer {
  const common = { subject, competing: [] }
  if (policy.unrestricted) {
    return { ...common, access: 'write', reason: 'The profile runs without a sandbox.', change: [] }
  }
  switch (policy.egress.mode) {
    case 'none':
      return {
        ...common,
        access: 'deny',
        reason:
          policy.platform === 'win32'
            ? 'The network mode is none, which is only advice on Windows: programs may ignore it.'
            : 'The network mode is none: the command has no network.',
        change: ['[network] mode = "full", or --network full'],
      }
    case 'full':
      return {
        ...common,
        access: 'write',
        reason: "The network mode is full: the command uses the host's network.",
        change: ['[network] mode = "none", or --network none'],
      }
    case 'proxy':
      return { ...common, ...judgeHost(subject, policy) }
  }
}

/** As the egress proxy judges it, without looking the name up. */
function judgeHost(
  subject: string,
  { egress }: OpenedPolicy['policy'],
): Omit<Answer, 'subject' | 'competing'> {
  const colon = subject.lastIndexOf(':')
  const host = normalHost(subject.slice(0, colon)) ?? subject.slice(0, colon)
  const rules = compileRules(egress.domains)
  const port = Number(subject.slice(colon + 1))
  const answer = rules.judge(host, port)
  const line = (action: 'allow' | 'deny') => `[network.domains] "${host}:${port}" = "${action}"`
  const kind = addressKind(host)
  if (answer.action === 'none') {
    return {
      access: 'deny',
      reason: 'No rule allows it.',
      change: [line('allow'), `--allow-domain ${host}:${port}`],
    }
  }
  const writtenAt = describeSource(answer.rule.source)
  if (answer.action === 'deny') return { access: 'deny', reason: 'A rule denies it.', writtenAt, change: [] }
  const isOpen = kind === undefined || answer.opensPrivate || rules.allowsLiterally(host, port)
  if (isOpen) return { access: 'write', reason: 'A rule allows it.', writtenAt, change: [line('deny')] }
  const reason = `A rule allows it, but the address is not public (${kind}).`
  return { access: 'deny', reason, writtenAt, change: [line('allow')] }
}

function explainVariable(subject: string, { policy, environment }: OpenedPolicy): Answer {
  const name = subject.slice('env:'.length)
  const dropped = environment.dropped.find((one) => one.name === name)
  const common = { subject, competing: [] }
  if (dropped !== undefined) {
    const change = [`[environment] keep = ["${name}"], or --env ${name}`]
    return { ...common, access: 'deny', reason: `The command does not get it: ${dropped.because}.`, change }
  }
  if (!Object.hasOwn(environment.environment, name)) {
    return { ...common, access: 'deny', reason: 'It is not set.', change: [`--env ${name}=VALUE`] }
  }
  const isSet = Object.hasOwn(policy.environment.set, name)
  const reason = isSet ? 'The policy sets it.' : 'The command inherits it.'
  return { ...common, access: 'read', reason, change: [`[environment] exclude = ["${name}"]`] }
}
