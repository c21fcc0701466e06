/** Which inherited file stands at which descriptor of the child, and the command line that follows from it. */

import type { InheritedFile } from '@sandbox/policy'
import type { CgroupPlan } from './cgroup/plan.js'

/** Purpose of the inherited file that carries the inner stage's work and its status. */
export const SPEC_PURPOSE = 'spec'

/** Purpose of the one by which `launch` puts what it starts into the run's cgroup. */
export const CGROUP_PURPOSE = 'cgroup'

/** What the child is started from. */
export interface Arrangement {
  readonly file: string
  readonly args: readonly string[]
  readonly inherited: readonly InheritedFile[]
}

/** Descriptors of the child, in decimal. */
export interface Positions {
  readonly spec: string
  /** The message channel to Node, when there is one. */
  readonly channel: string
  /** The end by which the inner stage notices the death of `launch`. */
  readonly leash: string
  /** The other files, in their order. */
  readonly others: readonly string[]
}

/** What `sandbox-inner launch` starts: a program, its whole argument vector. */
export interface Started {
  readonly program: string
  readonly argv: readonly [string, ...string[]]
}

/** What is inherited besides the spec. */
export interface ArrangedFiles {
  /** An open descriptor of `sandbox-inner`. */
  readonly inner: number
  readonly spec: Uint8Array
  readonly others?: readonly InheritedFile[]
  /** The child gets a message channel behind its files. */
  readonly hasChannel?: boolean
  /** The most bytes that the command may write to its standard streams. */
  readonly outputLimit?: number | undefined
  readonly cgroup?: CgroupPlan | undefined
}

/** `sandbox-inner` in the child, by its descriptor. */
export const INNER_STAGE = descriptorPath('3')

/** `sandbox-inner launch` starts what `started` says. All that is ours runs by descriptor. */
export function arrange(files: ArrangedFiles, started: (at: Positions) => Started): Arrangement {
  const others = files.others ?? []
  const inherited: readonly InheritedFile[] = [
    { purpose: 'sandbox-inner', descriptor: files.inner },
    ...others,
    ...(files.cgroup === undefined ? [] : [{ purpose: CGROUP_PURPOSE, cgroup: files.cgroup.directory }]),
    { purpose: SPEC_PURPOSE, content: files.spec },
  ]
  const position = (index: number) => String(3 + index)
  const cgroup = files.cgroup === undefined ? '-' : position(inherited.length - 2)
  const spec = position(inherited.length - 1)
  const channel = position(inherited.length)
  // `launch` puts the leash behind the last one.
  const [last, leash] =
    files.hasChannel === true ? [channel, position(inherited.length + 1)] : [spec, channel]
  const { program, argv } = started({
    spec,
    channel,
    leash,
    others: others.map((_, index) => position(index + 1)),
  })
  const output = files.outputLimit === undefined ? '-' : String(files.outputLimit)
  return {
    file: INNER_STAGE,
    args: ['launch', '1', last, String(process.pid), output, cgroup, spec, program, ...argv],
    inherited,
  }
}

/** How a program is run by a descriptor. */
export function descriptorPath(position: string): string {
  return `/proc/self/fd/${position}`
}
