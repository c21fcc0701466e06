/** What this package carries. One look-up serves all that is looked for. */

import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Vendor, vendorOf } from './vendor.js'

export const OWN_VENDOR: Vendor = vendorOf(
  'linux-landlock-seccomp',
  dirname(fileURLToPath(import.meta.url)),
  '../../vendor',
)
