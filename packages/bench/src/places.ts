/** Where the things that are measured are. */

import { fileURLToPath } from 'node:url'

const at = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** The published command. */
export const CLI = at('../../cli/bin/sandbox.js')

/** The launcher that is part of the Linux package. */
export const BUNDLED_BWRAP = at(`../../linux-bwrap/vendor/linux-${process.arch}/bwrap`)
