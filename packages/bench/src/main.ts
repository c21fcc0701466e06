/** `pnpm --filter @sandbox/bench bench [--rounds N] [--masks N] [--calls N] [--egress N] [--launcher L]… [--json FILE]`. */

import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BARE, measureCalls } from './calls.js'
import { measureEgressMemory, measureEgressSpeed } from './egress/measure.js'
import { measureMasks } from './masks.js'
import { describeMachine, egressTables, machineLine, markdownTable } from './report.js'
import { measureStartUp, RAW } from './start-up.js'

// It makes every start of Node 20 read and parse certificates: 35 ms that have nothing to do with us.
delete process.env.NODE_EXTRA_CA_CERTS

const { values } = parseArgs({
  // pnpm hands its own `--` on.
  args: process.argv.slice(2).filter((word) => word !== '--'),
  options: {
    rounds: { type: 'string', default: '50' },
    masks: { type: 'string', default: '0' },
    calls: { type: 'string', default: '0' },
    egress: { type: 'string', default: '0' },
    launcher: { type: 'string', multiple: true, default: ['auto'] },
    json: { type: 'string' },
  },
})

const directory = await realpath(await mkdtemp(join(tmpdir(), 'sandbox-bench-')))
try {
  const machine = describeMachine()
  const rounds = wholeNumber('--rounds', values.rounds)
  const count = wholeNumber('--masks', values.masks)
  console.log(`${machineLine(machine)}\n`)
  const startUp = rounds === 0 ? [] : await measureStartUp(directory, rounds)
  if (startUp.length > 0) console.log(`${markdownTable('start', RAW, startUp)}\n`)
  const masks = count === 0 ? [] : await measureMasks(directory, count, values.launcher, Math.min(rounds, 10))
  if (masks.length > 0) console.log(`${markdownTable('masks', 'without', masks)}\n`)
  const callRounds = wholeNumber('--calls', values.calls)
  const calls = callRounds === 0 ? undefined : await measureCalls(directory, callRounds)
  if (calls !== undefined) {
    console.log(`${markdownTable('getpid', BARE, calls.getpid, 'ns')}\n`)
    console.log(`${markdownTable('open and close', BARE, calls.openClose, 'ns')}\n`)
  }
  const egressRounds = wholeNumber('--egress', values.egress)
  const egress =
    egressRounds === 0
      ? undefined
      : {
          speed: await measureEgressSpeed(directory, egressRounds),
          memory: await measureEgressMemory(directory),
        }
  if (egress !== undefined) console.log(`${egressTables(egress.speed, egress.memory)}\n`)
  if (values.json !== undefined) {
    await writeFile(
      values.json,
      `${JSON.stringify({ machine, startUp, masks, calls, egress }, undefined, 2)}\n`,
    )
  }
} finally {
  await rm(directory, { recursive: true, force: true })
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw new Error(`${option} takes a whole number, not ${text}`)
  return number
}
