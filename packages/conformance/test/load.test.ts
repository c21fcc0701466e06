/** Many sandboxes at once, and many in a row: nothing grows. */

import { readdirSync, readFileSync } from 'node:fs'
import { createSandbox, type Sandbox } from '@sandbox/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountsFor } from '../src/account.js'
import { family } from '../src/faults/family.js'
import { recordsBy, Workplace } from '../src/faults/workplace.js'

const AT_ONCE = 200
/** `SANDBOX_TEST_RUNS=10000` for the long one. */
const IN_A_ROW = Number(process.env.SANDBOX_TEST_RUNS ?? 100)
const WARM_UP = 20
const PATIENCE = 300_000 + IN_A_ROW * 500
/** What a heap may grow by without anything being kept. */
const SLACK_BYTES = 4_000_000

/** Whoever runs the tests: the sandboxes are started by this very process. */
const [own] = accountsFor('load')

describe.skipIf(process.platform !== 'linux' || own === undefined)(
  'one process',
  { timeout: PATIENCE },
  () => {
    let place: Workplace
    let sandbox: Sandbox

    beforeEach(async () => {
      place = new Workplace(own ?? { kind: 'ordinary', uid: 0 })
      sandbox = await createSandbox({
        cwd: place.workspace,
        // Without `/tmp`: others have their own runs there.
        profile: { filesystem: { ':root': 'read', ':workspace_roots': 'write' } },
        deny: ['secrets'],
        managedFile: `${place.base}/none.toml`,
      })
    })
    afterEach(async () => {
      await sandbox.close()
      place.remove()
    })

    const runOne = (i: number) =>
      sandbox.exec('sh', ['-c', `echo ${i}; mkdir .git 2>/dev/null && echo broken`], { reject: false })

    /** What this process holds at the moment, and what its runs keep on the host. */
    function inventory() {
      return {
        descriptors: readdirSync('/proc/self/fd').length,
        processes: family(process.pid).length,
        mounts: readFileSync('/proc/self/mountinfo', 'utf8').split(place.base).length - 1,
        files: place.digest().size,
        records: recordsBy([process.pid], place.account).length,
        handles: process.getActiveResourcesInfo().filter((kind) => /Process|Pipe|Socket|FSReq/.test(kind))
          .length,
      }
    }

    /** Nothing is held that was not held before; closing takes a turn or two. */
    async function expectNoMoreThan(before: ReturnType<typeof inventory>): Promise<void> {
      const more = () =>
        Object.entries(inventory()).filter(([name, count]) => count > before[name as keyof typeof before])
      await expect.poll(more, { timeout: PATIENCE / 2 }).toEqual([])
    }

    test(`${AT_ONCE} at once`, async () => {
      await runOne(0)
      const before = inventory()
      const results = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => runOne(i)))
      expect(results.map(({ stdout }) => stdout)).toEqual(results.map((_, i) => `${i}`))
      await expectNoMoreThan(before)
    })

    test(`${IN_A_ROW} in a row (SANDBOX_TEST_RUNS for more)`, async () => {
      for (let i = 0; i < WARM_UP; i++) await runOne(i)
      const before = inventory()
      const heapBefore = heap()
      for (let i = 0; i < IN_A_ROW; i++) expect((await runOne(i)).stdout).toBe(`${i}`)
      await expectNoMoreThan(before)
      expect(heap() - heapBefore).toBeLessThan(SLACK_BYTES)
    })
  },
)

/** After a collection, so that only what is kept counts. */
function heap(): number {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  const { runInNewContext } = process.getBuiltinModule('node:vm')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  return process.memoryUsage().heapUsed
}
