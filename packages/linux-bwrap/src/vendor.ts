/** Finds the launcher that this package carries. */

import { type VendorFile, vendorOf } from '@sandbox/linux-landlock-seccomp/stage'

const vendor = vendorOf('linux-bwrap', import.meta.dirname, '../vendor')

/** Undefined when it was not built for this processor. */
export function findLauncher(): VendorFile | undefined {
  return vendor.find('bwrap')
}
