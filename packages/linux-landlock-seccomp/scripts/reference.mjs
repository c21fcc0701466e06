/** Writes `docs/seccomp.md` from the built package: `node scripts/reference.mjs`. */

import { writeFileSync } from 'node:fs'
import { renderReference } from '../dist/reference.js'

writeFileSync(new URL('../../../docs/seccomp.md', import.meta.url), renderReference())
