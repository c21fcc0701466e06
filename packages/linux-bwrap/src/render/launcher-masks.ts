/** Closing and reopening as bubblewrap options, for hosts where the inner stage cannot mount. */

import type { CarveMount, FrameMount } from '../mounts.js'

/** Unreadable files and directories to cover things with; made once, outside every writable root. */
export interface HostPlaceholders {
  /** A regular file of mode 000. */
  readonly file: string
}

/** Pins go before the bind of their root, which then buries them. */
export function pinArgs(carves: readonly CarveMount[], root: string): readonly string[] {
  return carves.flatMap((carve) =>
    carve.kind === 'pin' && carve.root === root ? ['--bind', carve.path, carve.path] : [],
  )
}

/** The other steps, in order; holes are frozen after what is shown inside them was mounted. */
export function maskArgs(
  carves: readonly CarveMount[],
  frame: readonly FrameMount[],
  host: HostPlaceholders,
): readonly string[] {
  const holes = carves.filter((carve) => carve.kind === 'hole').map((carve) => carve.path)
  return [
    ...carves.filter((carve) => !isCover(carve, carves, frame)).flatMap((carve) => stepArgs(carve, host)),
    ...holes.reverse().flatMap((path) => ['--remount-ro', path]),
  ]
}

/** The first attach of a pinned root only buries pins; here the root's own bind does that. */
function isCover(carve: CarveMount, carves: readonly CarveMount[], frame: readonly FrameMount[]): boolean {
  return (
    carve.kind === 'attach' &&
    carves.some((pin) => pin.kind === 'pin' && pin.root === carve.path) &&
    carves.find((one) => one.kind === 'attach' && one.path === carve.path) === carve &&
    frame.some((mount) => mount.kind === 'bind' && mount.path === carve.path)
  )
}

function stepArgs(carve: CarveMount, host: HostPlaceholders): readonly string[] {
  switch (carve.kind) {
    case 'pin':
    case 'pinLink':
      return []
    case 'attach':
      return [carve.access === 'write' ? '--bind' : '--ro-bind', carve.path, carve.path]
    case 'readOnly':
      return [carve.mustExist ? '--ro-bind' : '--ro-bind-try', carve.path, carve.path]
    case 'guard':
      return ['--perms', '555', '--tmpfs', carve.path, '--remount-ro', carve.path]
    case 'hide':
      return carve.target === 'file'
        ? ['--ro-bind', host.file, carve.path]
        : ['--perms', '000', '--tmpfs', carve.path, '--remount-ro', carve.path]
    case 'hole':
      return ['--perms', '111', '--tmpfs', carve.path]
  }
}
