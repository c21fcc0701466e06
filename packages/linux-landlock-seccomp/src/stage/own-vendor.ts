/** What this package carries. One look-up serves all that is looked for. */

import { type Vendor, vendorOf } from './vendor.js'

export const OWN_VENDOR: Vendor = vendorOf('linux-landlock-seccomp', import.meta.dirname, '../../vendor')
