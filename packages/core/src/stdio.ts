/** Reads the standard streams out of execa's options, and tells whether one of them is a terminal. */

import { isatty } from 'node:tty'
import { optionNotSupported } from './errors.js'
import type { ExecOptions } from './exec-options.js'

type Stream = ExecOptions['stdin'] | ExecOptions['stdout']

/** What stdin, stdout and stderr are connected to, in this order. */
export type StandardStreams = readonly [stdin: Stream, stdout: Stream, stderr: Stream]

/** @throws SandboxError `OPTION_NOT_SUPPORTED` for a fourth stream: no descriptor past the third is inherited */
export function standardStreams(options: ExecOptions): StandardStreams {
  const { stdio, stdin, stdout, stderr } = options
  if (stdio === undefined) return [stdin ?? 'pipe', stdout ?? 'pipe', stderr ?? 'pipe']
  for (const [name, value] of Object.entries({ stdin, stdout, stderr })) {
    if (value !== undefined) throw optionNotSupported(name, 'Use either `stdio` or the single streams.')
  }
  if (typeof stdio === 'string') return [stdio, stdio, stdio]
  if (stdio.length > 3) {
    throw optionNotSupported('stdio[3]', 'A command inherits stdin, stdout and stderr, and nothing else.')
  }
  const [first, second, third] = stdio as readonly Stream[]
  return [first ?? 'pipe', second ?? 'pipe', third ?? 'pipe']
}

/** True when the command gets one of our terminals. */
export function hasTerminal(streams: StandardStreams): boolean {
  return streams.some((stream, position) =>
    (Array.isArray(stream) ? stream : [stream]).some((one) => isTerminal(one, position)),
  )
}

function isTerminal(stream: unknown, position: number): boolean {
  if (stream === 'inherit') return isatty(position)
  if (typeof stream === 'number') return isatty(stream)
  return typeof stream === 'object' && stream !== null && 'fd' in stream && typeof stream.fd === 'number'
    ? isatty(stream.fd)
    : false
}
