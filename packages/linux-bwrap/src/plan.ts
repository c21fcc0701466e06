/** Policy and host facts in, mount plan out: which paths are shown, closed and reopened, and in which order. Pure. */

import type { PathView } from '@sandbox/linux-landlock-seccomp/stage'
import type { Access, ResolvedPolicy } from '@sandbox/policy'
import { linkNotPinnable, wholeDeviceTree } from './errors.js'
import type { CarveMount, ExpectedMount, FrameMount, MountPlan } from './mounts.js'
import { planCarves } from './plan/carves.js'
import { collectStatements, existingNodes, type PlanExtras, type Statement } from './plan/collect.js'
import { planFrame } from './plan/frame.js'
import { planLinkPins } from './plan/links.js'
import { planPins } from './plan/pins.js'
import { planPlaceholders } from './plan/placeholders.js'
import { byDepth, RuleTree } from './plan/rule-tree.js'

/** How this host mounts: see `HostFacts`. */
export interface PlanFacts {
  readonly proc: 'fresh' | 'bound'
  readonly masks: 'inner' | 'launcher'
}

/**
 * Plan the command's view of the file system.
 *
 * @throws SandboxError `LINK_NOT_PINNABLE` when a closed path is reached through a link that the command could
 * replace and this host cannot pin it; `DEVICE_TREE_WRITABLE` when `/dev` or `/proc` as a whole is to be writable.
 */
export function planMounts(
  policy: ResolvedPolicy,
  facts: PlanFacts,
  view: PathView,
  extras: PlanExtras,
): MountPlan {
  const statements = collectStatements(policy, view, extras)
  refuseWholeTrees(statements)
  const tree = new RuleTree(existingNodes(statements))
  const linkPins = planLinkPins(statements, tree)
  const [link] = linkPins
  if (facts.masks === 'launcher' && link !== undefined) throw linkNotPinnable(link.path)
  const occupied = planPlaceholders(statements, tree, view)
  const covers = occupied.flatMap(({ carve }) => (carve === undefined ? [] : [carve]))
  const closing = [...planCarves(tree, view), ...linkPins, ...covers].sort(byDepth)
  const frame = planFrame(tree, statements, policy.aliases ?? [], view, facts.proc)
  return {
    frame,
    expected: frame.flatMap((mount) => expectation(mount, view)),
    carves: [
      ...planPins(
        [...closing, ...occupied].map(({ path }) => path),
        tree,
      ),
      ...closing,
      ...closeKernelTrees(facts, tree.base, view),
    ],
    placeholders: occupied.flatMap(({ placeholder }) => (placeholder === undefined ? [] : [placeholder])),
  }
}

/** The root cannot be swapped, and what the launcher makes itself has no identity before. */
function expectation(mount: FrameMount, view: PathView): readonly ExpectedMount[] {
  if (!/[bB]ind$/.test(mount.kind) || !('path' in mount) || mount.path === '/') return []
  const identity = view.identity(mount.path)
  return identity === undefined ? [] : [{ path: mount.path, ...identity }]
}

function refuseWholeTrees(statements: readonly Statement[]): void {
  for (const { access, located } of statements) {
    if (access === 'write' && /^\/(dev|proc)$/.test(located.canonical))
      throw wholeDeviceTree(located.canonical)
  }
}

/**
 * The kernel's own knobs, which uid 0 could turn without any capability because it owns the files: a core pattern
 * alone would run a program on the host.
 */
const KERNEL_TREES = [
  '/proc/sys',
  '/proc/sysrq-trigger',
  '/proc/irq',
  '/proc/bus',
  '/proc/acpi',
  '/proc/scsi',
  '/proc/fs',
  '/proc/driver',
  '/proc/mtrr',
  '/proc/dynamic_debug',
]

function closeKernelTrees(facts: PlanFacts, base: Access, view: PathView): readonly CarveMount[] {
  const trees = [...(facts.proc === 'fresh' ? KERNEL_TREES : []), ...(base === 'write' ? ['/sys'] : [])]
  return trees
    .filter((path) => path === '/proc/sys' || view.kind(path) !== 'missing')
    .map((path) => ({ kind: 'readOnly', path, mustExist: true }) as const)
}
