/** A mount plan's meaning without a kernel: each step is a function from the view before it to the view after it. */

import type { Access } from '@sandbox/policy'
import type { CarveMount, FrameMount, MountPlan } from '../src/mounts.js'

/** What may be done with a path. */
export type View = (path: string) => Access

/** The view a command gets. */
export function simulate(plan: MountPlan): View {
  const frame = plan.frame.reduce<View>(applyFrame, () => 'deny')
  return plan.carves.reduce<View>((view, carve) => applyCarve(view, carve, frame), frame)
}

function applyFrame(view: View, mount: FrameMount): View {
  switch (mount.kind) {
    case 'roBind':
      return below(mount.path, () => 'read', view)
    case 'bind':
    case 'devBind':
      return below(mount.path, () => 'write', view)
    default:
      return view
  }
}

function applyCarve(view: View, carve: CarveMount, pristine: View): View {
  switch (carve.kind) {
    case 'pinLink':
      return view
    case 'pin':
    case 'hide':
    case 'hole':
      return below(carve.path, () => 'deny', view)
    case 'guard':
      return below(carve.path, () => 'read', view)
    case 'readOnly':
      return below(carve.path, readOnly(view), view)
    case 'attach':
      return below(carve.path, carve.access === 'read' ? readOnly(pristine) : pristine, view)
  }
}

function readOnly(view: View): View {
  return (path) => (view(path) === 'write' ? 'read' : view(path))
}

function below(root: string, inside: View, outside: View): View {
  return (path) =>
    root === '/' || path === root || path.startsWith(`${root}/`) ? inside(path) : outside(path)
}
