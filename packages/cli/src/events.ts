/** Writes what happens to a run as JSON, one line each, for programs. Loaded only when somebody asked for it. */

import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs'
import type { EgressEvent } from '@sandbox/core'
import type { Denial, LaunchPlan, ResolvedPolicy } from '@sandbox/policy'
import { eventsUnwritable } from './errors.js'
import { note } from './report.js'

/**
 * One line. `time` is in milliseconds since the epoch. A line of type `network` is about a connection that was allowed;
 * refusals are of type `denial`, whatever refused.
 */
export type RunEvent =
  | {
      readonly type: 'start'
      readonly time: number
      readonly command: readonly string[]
      readonly cwd: string
      readonly profile: string
      readonly backend: string
      readonly network: string
    }
  | ({ readonly type: 'denial' } & Denial)
  | ({
      readonly type: 'network'
      readonly event: 'opened' | 'closed' | 'failed'
      readonly time: number
    } & Readonly<Record<string, unknown>>)
  | { readonly type: 'exit'; readonly time: number; readonly code: number }

/** Where events go. */
export interface EventLog {
  write(event: RunEvent): void
  /** The first line. */
  writeStart(plan: LaunchPlan, policy: ResolvedPolicy): void
  /** What the proxy tells while the command runs. */
  writeEgress(event: EgressEvent): void
  close(): void
}

/**
 * Opens a file, which is made for the user alone or added to, or uses an open descriptor: `fd:N`.
 *
 * @throws SandboxError `CLI_EVENTS_UNWRITABLE`, before anything runs
 */
export function openEventLog(target: string): EventLog {
  const { descriptor, isOurs } = open(target)
  let failed = false
  const write = (event: RunEvent) => {
    if (failed) return
    try {
      writeFully(descriptor, Buffer.from(`${JSON.stringify(event)}\n`))
    } catch (error) {
      failed = true
      note(`no more events are written to ${target}: ${(error as Error).message}`)
    }
  }
  return {
    write,
    writeStart({ command, backend }, { profile, egress }) {
      write({
        type: 'start',
        time: Date.now(),
        command: [command.program, ...command.args],
        cwd: command.cwd,
        profile,
        backend,
        network: egress.mode,
      })
    },
    writeEgress(event) {
      if (event.type === 'denied') return write({ type: 'denial', ...event.denial })
      const { type, ...rest } = event
      write({ type: 'network', event: type, ...rest })
    },
    close() {
      if (isOurs) closeSync(descriptor)
    },
  }
}

function open(target: string): { readonly descriptor: number; readonly isOurs: boolean } {
  const [, number] = /^fd:(\d{1,9})$/.exec(target) ?? []
  try {
    if (number === undefined) {
      return { descriptor: openFile(target), isOurs: true }
    }
    const descriptor = Number(number)
    fstatSync(descriptor)
    return { descriptor, isOurs: false }
  } catch (error) {
    throw eventsUnwritable(target, (error as Error).message)
  }
}

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND

/** THREAT: an earlier command left a link there, to have us write elsewhere, or a pipe that nobody reads. */
function openFile(path: string): number {
  const descriptor = openSync(path, FLAGS | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0), 0o600)
  const stats = fstatSync(descriptor)
  if (!stats.isFile() || stats.nlink === 1) return descriptor
  closeSync(descriptor)
  throw new Error('it is a second name of another file')
}

/** A reader that is slow makes us wait, as it would any program. */
function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(descriptor, bytes, done)
    } catch (error) {
      // A pipe that somebody set not to block.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
