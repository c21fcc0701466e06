/**
 * Rows about namespaces: a new user namespace gives back every capability that was dropped, and in a new mount namespace
 * the kernel lets directories be renamed whose place masks depend on. So the latter is never to be had.
 */

import { any, anyBit, arg32, arg64, constant, except64, oneOf, union32 } from '../expression/build.js'
import type { Theme } from './row.js'

const MOUNT_NAMESPACE = constant('CLONE_NEWNS', 0x20000)
const LOSES_MASKS = 'in a mount namespace of its own a command would leave masks behind'

/** Everything that `clone` takes as a new namespace; CLONE_NEWTIME stands among the bits of the exit signal. */
const NAMESPACE_FLAGS = union32(
  constant('CLONE_NEWTIME', 0x80),
  MOUNT_NAMESPACE,
  constant('CLONE_NEWCGROUP', 0x2000000),
  constant('CLONE_NEWUTS', 0x4000000),
  constant('CLONE_NEWIPC', 0x8000000),
  constant('CLONE_NEWUSER', 0x10000000),
  constant('CLONE_NEWPID', 0x20000000),
  constant('CLONE_NEWNET', 0x40000000),
)

/** What `unshare` can do without a new namespace. New namespaces get new bits (Linux 7.1 has one), so these are all. */
const NO_NAMESPACE = except64(
  constant('CLONE_VM', 0x100n),
  constant('CLONE_FS', 0x200n),
  constant('CLONE_FILES', 0x400n),
  constant('CLONE_SIGHAND', 0x800n),
  constant('CLONE_THREAD', 0x10000n),
  constant('CLONE_SYSVSEM', 0x40000n),
)

export const NAMESPACES: Theme = {
  title: 'Namespaces',
  rows: [
    {
      calls: ['unshare'],
      condition: anyBit(arg64(0, 'flags'), NO_NAMESPACE),
      action: 'EPERM',
      liftedByNestedUserns: true,
      why: 'a new user namespace comes with every capability, and with the parts of the kernel behind them',
    },
    {
      calls: ['unshare', 'clone'],
      condition: anyBit(arg32(0, 'flags'), MOUNT_NAMESPACE),
      action: 'EPERM',
      why: LOSES_MASKS,
    },
    {
      // The kernel cuts these flags to their low half; the high one may hold anything, and does in some programs.
      calls: ['clone'],
      condition: anyBit(arg32(0, 'flags'), NAMESPACE_FLAGS),
      action: 'EPERM',
      liftedByNestedUserns: true,
      why: 'the same, for a child',
    },
    {
      calls: ['clone3'],
      action: 'ENOSYS',
      why: 'its flags lie in memory, where no filter sees them; C libraries then use clone',
    },
    {
      calls: ['setns'],
      action: 'EPERM',
      liftedByNestedUserns: true,
      why: 'enters a namespace that something else made',
    },
    {
      calls: ['setns'],
      condition: any(
        oneOf(arg32(1, 'nstype'), constant('0', 0)),
        anyBit(arg32(1, 'nstype'), MOUNT_NAMESPACE),
      ),
      action: 'EPERM',
      why: LOSES_MASKS,
    },
  ],
}
