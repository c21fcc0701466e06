/** Finds the launcher that this package carries. */

import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type VendorFile, vendorOf } from '@sandbox/linux-landlock-seccomp/stage'

const vendor = vendorOf('linux-bwrap', dirname(fileURLToPath(import.meta.url)), '../vendor')

/** Undefined when it was not built for this processor. */
export function findLauncher(): VendorFile | undefined {
  return vendor.find('bwrap')
}
