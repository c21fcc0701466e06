/** Closing and reopening as bubblewrap options, for hosts where the inner stage cannot mount. */

import type { CarveMount } from '../mounts.js'

/** Unreadable files and directories to cover things with; made once, outside every writable root. */
export interface HostPlaceholders {
  /** A regular file of mode 000. */
  readonly file: string
}

/** The steps, in order; holes are frozen after what is shown inside them was mounted. */
export function maskArgs(carves: readonly CarveMount[], host: HostPlaceholders): readonly string[] {
  const holes = carves.filter((carve) => carve.kind === 'hole').map((carve) => carve.path)
  return [
    ...carves.flatMap((carve) => stepArgs(carve, host)),
    ...holes.reverse().flatMap((path) => ['--remount-ro', path]),
  ]
}

function stepArgs(carve: CarveMount, host: HostPlaceholders): readonly string[] {
  switch (carve.kind) {
    case 'pin':
      // INVARIANT: after the frame. In an empty root the directory of a path is not the host's before its root is bound.
      return ['--bind', carve.path, carve.path]
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
