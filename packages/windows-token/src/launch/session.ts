/** Talks to the helper's `serve`: requests and answers over its standard streams, one after the other. */

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { dirname } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { helperFailed } from '../errors.js'

/** The numbers of `enum operation` in `native/windows/src/serve.c`. */
export const OPERATION = { look: 1, replace: 2, covered: 3, drive: 4, birth: 5 } as const

/** What the helper said: a Windows error code, 0 for none, and what belongs to the operation. */
export interface Answer {
  readonly code: number
  readonly body: Buffer
}

interface Waiting {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/** An open conversation. */
export class HelperSession {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #waiting: Waiting[] = []
  #received = Buffer.alloc(0)
  #ended: Error | undefined

  constructor(helper: string) {
    this.#child = spawn(helper, ['serve'], {
      cwd: dirname(helper),
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    })
    this.#child.stdout.on('data', (bytes: Buffer) => this.#receive(bytes))
    this.#child.on('error', (error) => this.#end(helperFailed('starting the helper', error.message)))
    this.#child.on('close', (code, signal) => {
      this.#end(helperFailed('asking the helper', `it ended with ${signal ?? code}`))
    })
    // A write after its end is answered by the end itself.
    this.#child.stdin.on('error', () => {})
  }

  /** @throws SandboxError `HELPER_FAILED` when the helper is gone */
  ask(operation: number, ...fields: readonly Uint8Array[]): Promise<Answer> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#child.stdin.write(frame(operation, fields))
    })
  }

  /** Ends the helper, and waits until it is gone. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return
    const closed = new Promise<void>((resolve) => this.#child.once('close', () => resolve()))
    this.#child.stdin.end()
    await closed
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes])
    while (this.#received.length >= 4) {
      const end = 4 + this.#received.readUInt32LE(0)
      if (this.#received.length < end) return
      const answer = this.#received.subarray(4, end)
      this.#received = this.#received.subarray(end)
      if (answer.length < 4) {
        this.#end(helperFailed('asking the helper', 'its answer is cut off'))
        return
      }
      this.#waiting.shift()?.resolve({ code: answer.readUInt32LE(0), body: answer.subarray(4) })
    }
  }

  #end(error: Error): void {
    this.#ended ??= error
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

function frame(operation: number, fields: readonly Uint8Array[]): Buffer {
  const parts = fields.flatMap((field) => [numberBytes(field.length), field])
  const body = Buffer.concat([Buffer.of(operation), ...parts])
  return Buffer.concat([numberBytes(body.length), body])
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
