import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMAND } from './place.js'

/** Prints what of Node was loaded beyond what every program has. */
const REPORT = `
const before = new Set(process.moduleLoadList)
process.on('exit', () => {
  const parts = process.moduleLoadList.filter((part) => part.startsWith('NativeModule ') && !before.has(part))
  require('node:fs').writeSync(2, JSON.stringify(parts.map((part) => part.slice('NativeModule '.length))))
})
`

test('a run loads no part of Node that takes long and that it does not need', () => {
  const place = mkdtempSync('/var/tmp/sandbox-loading-test-')
  try {
    const report = join(place, 'report.cjs')
    writeFileSync(report, REPORT)
    const [cwd, runtime] = ['work', 'run'].map((name) => join(place, name)) as [string, string]
    mkdirSync(cwd)
    mkdirSync(runtime)
    const environment = { PATH: process.env.PATH, HOME: place, XDG_RUNTIME_DIR: runtime }
    const args = ['-r', report, COMMAND, 'true']
    const run = () => spawnSync(process.execPath, args, { cwd, env: environment, encoding: 'utf8' })
    // The first run tries this host out and fills the caches.
    run()
    const parts = JSON.parse(run().stderr) as readonly string[]
    expect(parts).toContain('vm')
    expect(
      parts.filter((part) => /^(?:net|stream|child_process|crypto|tty|url|zlib|http)$/.test(part)),
    ).toEqual([])
  } finally {
    rmSync(place, { recursive: true })
  }
})
