/** Rows about the file system as the command sees it. */

import type { Theme } from './row.js'

export const MOUNTS: Theme = {
  title: 'Mounts and roots',
  rows: [
    {
      calls: ['mount', 'umount2', 'pivot_root'],
      action: 'EPERM',
      why: 'changes which files the paths of the policy lead to',
    },
    {
      calls: [
        'open_tree',
        'open_tree_attr',
        'move_mount',
        'fsopen',
        'fsconfig',
        'fsmount',
        'fspick',
        'mount_setattr',
      ],
      action: 'EPERM',
      why: 'the same through descriptors (Linux 5.2 and newer)',
    },
    {
      calls: ['chroot'],
      action: 'EPERM',
      liftedByNestedUserns: true,
      why: 'makes paths mean something else; browsers need it in a namespace of their own',
    },
    {
      calls: ['open_by_handle_at'],
      action: 'EPERM',
      why: 'opens a file by its number, past every path',
    },
    {
      calls: ['quotactl', 'quotactl_fd'],
      action: 'EPERM',
      why: 'administers disk quotas',
    },
  ],
}
