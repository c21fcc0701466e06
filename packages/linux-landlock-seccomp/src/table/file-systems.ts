/** Rows about requests that a file system carries out itself, past mounts and Landlock. Numbers: linux/btrfs.h, fscrypt.h. */

import { arg32, constant, oneOf } from '../expression/build.js'
import type { Theme } from './row.js'

export const FILE_SYSTEMS: Theme = {
  title: 'File systems',
  rows: [
    {
      // By whole numbers: FICLONE, which copies files that are open, is of the same type as those of btrfs.
      calls: ['ioctl'],
      condition: oneOf(
        arg32(1, 'request'),
        constant('BTRFS_IOC_SNAP_CREATE', 0x50009401),
        constant('BTRFS_IOC_SNAP_CREATE_V2', 0x50009417),
        constant('BTRFS_IOC_SUBVOL_CREATE', 0x5000940e),
        constant('BTRFS_IOC_SUBVOL_CREATE_V2', 0x50009418),
        constant('BTRFS_IOC_SNAP_DESTROY', 0x5000940f),
        constant('BTRFS_IOC_SNAP_DESTROY_V2', 0x5000943f),
        constant('BTRFS_IOC_SUBVOL_SETFLAGS', 0x4008941a),
        constant('BCH_IOCTL_SUBVOLUME_CREATE', 0x4020bc10),
        constant('BCH_IOCTL_SUBVOLUME_DESTROY', 0x4020bc11),
        constant('OCFS2_IOC_REFLINK', 0x40186f04),
      ),
      action: 'EPERM',
      why: 'copies and removes whole directories, with what is closed in them, and makes names that nobody is asked about',
    },
    {
      calls: ['ioctl'],
      condition: oneOf(
        arg32(1, 'request'),
        constant('FS_IOC_ADD_ENCRYPTION_KEY', 0xc0506617),
        constant('FS_IOC_REMOVE_ENCRYPTION_KEY', 0xc0406618),
      ),
      action: 'EPERM',
      why: "the keys of encrypted directories are the user's, and without them the host cannot read them either",
    },
  ],
}
