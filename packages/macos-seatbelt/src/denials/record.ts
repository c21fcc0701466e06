/** Reads the records that the system writes when a profile refuses something. */

import type { Denial } from '@sandbox/policy'

/** One refusal, as the kernel tells it. */
export interface DenialRecord {
  readonly process: string
  readonly pid: number
  readonly operation: string
  /** The path, service, address or name; empty when there is none. */
  readonly subject: string
}

/** A name may hold spaces and parentheses; the first number in parentheses before `deny(` ends it. */
const RECORD = /^Sandbox:\s*(.+?)\((\d+)\)\s+deny\([^)]*\)\s*(\S+)(?:[ \t]+(.*))?$/

/** The record of a message, whose first line it is; undefined for anything else, such as a report of duplicates. */
export function parseDenialMessage(message: string): DenialRecord | undefined {
  const [line = ''] = message.split('\n', 1)
  const [, process, pid, operation, subject = ''] = RECORD.exec(line) ?? []
  if (process === undefined || pid === undefined || operation === undefined) return undefined
  return { process, pid: Number(pid), operation, subject: subject.trim() }
}

/** The record of one line of `log stream --style ndjson`. Nothing of what else the log says is an error. */
export function parseLogLine(line: string): DenialRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('eventMessage' in value)) return undefined
  return typeof value.eventMessage === 'string' ? parseDenialMessage(value.eventMessage) : undefined
}

/** Services that almost every program asks for and does well without. */
const NOISE = /^(?:com\.apple\.(?:diagnosticd|analyticsd)|\/dev\/dtracehelper)$/

/** As a denial; undefined for routine noise. */
export function denialOf(record: DenialRecord, now: () => number = Date.now): Denial | undefined {
  const { process, operation, subject } = record
  if (NOISE.test(subject)) return undefined
  return {
    kind: kindOf(operation),
    subject: subject === '' ? operation : subject,
    reason: `${process} asked for ${operation}`,
    time: now(),
  }
}

function kindOf(operation: string): Denial['kind'] {
  if (/^(?:file|process-exec)/.test(operation)) return 'file'
  return operation.startsWith('network') ? 'network' : 'syscall'
}
