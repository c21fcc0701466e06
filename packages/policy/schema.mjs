/** Writes `sandbox.schema.json` from the schema in the code. A test holds the two together. */

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { policyJsonSchema } from './dist/index.js'

const file = fileURLToPath(new URL('sandbox.schema.json', import.meta.url))
writeFileSync(file, `${JSON.stringify(await policyJsonSchema(), null, 2)}\n`)
execFileSync('biome', ['format', '--write', file], { stdio: 'inherit' })
