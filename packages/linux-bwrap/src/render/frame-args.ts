/** The frame as bubblewrap options. */

import type { FrameMount } from '../mounts.js'

/** Options for one frame step. */
export function frameArgs(mount: FrameMount): readonly string[] {
  switch (mount.kind) {
    case 'emptyRoot':
      return ['--tmpfs', '/']
    case 'roBind':
      return ['--ro-bind', mount.path, mount.path]
    case 'bind':
      return ['--bind', mount.path, mount.path]
    case 'devBind':
      return ['--dev-bind', mount.path, mount.path]
    case 'symlink':
      return ['--symlink', mount.target, mount.path]
    case 'dev':
      // A memory of the sandbox's own for POSIX shared memory; everything else in /dev is frozen afterwards.
      return ['--dev', '/dev', '--perms', '1777', '--tmpfs', '/dev/shm']
    case 'proc':
      return mount.mode === 'fresh' ? ['--proc', '/proc'] : ['--ro-bind', '/proc', '/proc']
  }
}

/** What must be frozen once everything below it is mounted. */
export function freezeArgs(frame: readonly FrameMount[]): readonly string[] {
  return [
    '--remount-ro',
    '/dev',
    ...(frame.some((mount) => mount.kind === 'emptyRoot') ? ['--remount-ro', '/'] : []),
  ]
}
