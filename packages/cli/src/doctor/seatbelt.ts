/** What a Mac can enforce: asked of the backend, whose profile the system has just accepted. */

import { release } from 'node:os'
import { probe, renderProfile, SANDBOX_EXEC } from '@sandbox/macos-seatbelt'
import type { ResolvedPolicy } from '@sandbox/policy'

/** For `doctor`. */
export interface SeatbeltReport {
  readonly launcher: string
  /** The version of Darwin, the kernel of macOS. */
  readonly kernel: string
  readonly profileBytes: number
  readonly paths: number
}

/** @throws SandboxError */
export function readSeatbelt(policy: ResolvedPolicy): SeatbeltReport {
  // Any port: only the size of the profile is told.
  const { text, params } = renderProfile(policy, { ...probe(policy), proxyPort: 1 })
  return {
    launcher: SANDBOX_EXEC,
    kernel: release(),
    profileBytes: Buffer.byteLength(text),
    paths: Object.keys(params).length,
  }
}

/** As rows of two columns. */
export function seatbeltRows(report: SeatbeltReport): readonly (readonly [string, string])[] {
  const { launcher, kernel, profileBytes, paths } = report
  return [
    ['kernel', `Darwin ${kernel}`],
    ['launcher', `${launcher}, part of macOS`],
    ['Seatbelt', `accepts the profile: ${profileBytes} bytes, ${paths} paths`],
  ]
}
