/** The inner stage under the bubblewrap versions of distributions: what it needs from the launcher, all give. */

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { buildBubblewrap } from '../bubblewrap/build.mjs'
import { attempts, compileProbe, identities, outcomes, runSpec, scratch, spec, tree } from './sandbox.js'

const directory = mkdtempSync(join(tmpdir(), 'sandbox-versions-'))
chmodSync(directory, 0o755)
const probe = compileProbe()
afterAll(() => {
  rmSync(directory, { recursive: true, force: true })
  probe.remove()
})

const built = await Promise.all(
  ['0.8.0', '0.12.0'].map(async (version) => ({
    version,
    bwrap: await buildBubblewrap(version, join(directory, version)),
  })),
)

describe.each(built)('bubblewrap $version', ({ bwrap }) => {
  // Skipped where this version's source cannot be had.
  test.skipIf(bwrap === undefined).each(identities)(
    'masks hold and signals pass, as $name',
    async (identity) => {
      const root = scratch(identity)
      try {
        tree(root, identity, { secret: 'S', 'kept/file': 'F' })
        const list = attempts(
          ['open', `${root}/secret`],
          ['umount', `${root}/secret`],
          ['create', `${root}/kept/new`],
          ['create', `${root}/new`],
          ['descriptors'],
          ['ignored'],
        )
        const bytes = spec(
          [
            ['hide', `${root}/secret`],
            ['readonly', `${root}/kept`],
          ],
          [probe.path, ...list],
        )
        const ended = await runSpec(bytes, { identity, writable: root, bwrap })
        expect(ended.status).toEqual(['started', 'exited', '0'])
        expect(outcomes(ended.stdout)).toEqual(['EACCES', 'EPERM', 'EROFS', 'ok', '0 1 2', 'ok'])
        expect((await runSpec(spec([], ['sh', '-c', 'kill -TERM $$']), { identity, bwrap })).code).toBe(143)
      } finally {
        rmSync(root, { recursive: true, force: true })
      }
    },
  )
})
