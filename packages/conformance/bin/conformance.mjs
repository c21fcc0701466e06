#!/usr/bin/env node
/** `pnpm conformance`: runs the suites that hold the backends against the policy, and writes the report. */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { renderMarkdown, reportOf } from '../src/report/report.mjs'

const HELP = `Usage: pnpm conformance [options]

Compares policies with the kernel on random cases, plants faults that the comparison must find, and runs the attacks.

  --cases N     random cases, of the launchers and users together (default 450)
  --seed S      another run of cases
  --path P      only the case that a failed run named; with --way and --user
  --way NAME    only one launcher, such as 'bubblewrap 0.8.0'
  --user NAME   only 'root' or 'an ordinary user'
  --report      write conformance.md and conformance.json
  --out DIR     where to write them (default .cache/conformance)
  --no-run      report what the last run found
`

const project = fileURLToPath(new URL('..', import.meta.url))
const results = join(project, '../../.cache/conformance')

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
    way: { type: 'string' },
    user: { type: 'string' },
    report: { type: 'boolean', default: false },
    out: { type: 'string', default: results },
    'no-run': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) process.stdout.write(HELP)
else {
  if (!values['no-run']) process.exitCode = runSuites()
  if (values.report) writeReport(resolve(values.out))
}

function runSuites() {
  const { cases, seed, path, way, user } = values
  const isPart = [path, way, user].some((value) => value !== undefined)
  const files = isPart ? ['test/linux/differential.test.ts'] : ['test/linux', 'test/attacks']
  const set = {
    SANDBOX_DIFFERENTIAL_CASES: cases,
    SANDBOX_DIFFERENTIAL_SEED: seed,
    SANDBOX_DIFFERENTIAL_PATH: path,
    SANDBOX_DIFFERENTIAL_WAY: way,
    SANDBOX_DIFFERENTIAL_USER: user,
  }
  const given = Object.entries(set).filter(([, value]) => value !== undefined)
  const program = join(project, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(process.execPath, [program, 'run', ...files], {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, ...Object.fromEntries(given) },
  })
  return status ?? 1
}

function writeReport(directory) {
  const report = reportOf({
    differential: linesOf('differential'),
    faults: linesOf('faults'),
    attacks: linesOf('attacks'),
    host: { kernel: release(), arch: process.arch, node: process.version, date: new Date().toISOString() },
  })
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'conformance.json'), `${JSON.stringify(report, undefined, 2)}\n`)
  writeFileSync(join(directory, 'conformance.md'), renderMarkdown(report))
  console.log(`written: ${join(directory, 'conformance.md')}, ${join(directory, 'conformance.json')}`)
}

/** Nothing, where a suite was not run. */
function linesOf(name) {
  const path = join(results, `${name}.jsonl`)
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}
