/** Runs one package's vitest tests and puts each of them into the tally. */

import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, ROOT } from './repository.mjs'
import { runTool } from './run-tool.mjs'

const REPORTER = join(ROOT, '.ci', 'vitest-reporter.mjs')
/** No test measures time; a busy machine must not fail one. */
const PATIENCE = ['--testTimeout=60000', '--hookTimeout=300000']
/** Where tests may stand in a package; everything else is built, fetched or vendored. */
const TEST_PLACES = ['src', 'test']

/** Output appears as it comes. A run that fails without a failing test counts as one failure. */
export async function runVitest(member, packageName, tally) {
  if (!hasTests(join(ROOT, member))) {
    tally.skipped(`${packageName} tests`, 'the package has no test files')
    return
  }
  const report = join(CACHE, 'test-reports', `${member.replace('/', '-')}.json`)
  rmSync(report, { force: true })
  const program = join(ROOT, member, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [program, 'run', ...PATIENCE, '--reporter=default', `--reporter=${REPORTER}`]
  const environment = { SANDBOX_TEST_REPORT: report }
  const { code } = await runTool(process.execPath, args, { cwd: join(ROOT, member), environment, show: true })
  addReport(report, code, packageName, tally)
}

function addReport(report, code, packageName, tally) {
  const { tests, errors } = readReport(report)
  for (const { name, state, note } of tests) {
    const full = `${packageName} ${name}`
    if (state === 'passed') tally.passed(full)
    else if (state === 'skipped') tally.skipped(full, note ?? 'no reason given')
    else tally.failed(full)
  }
  for (const error of errors) tally.failed(`${packageName} ${error}`)
  const explained = errors.length > 0 || tests.some(({ state }) => state === 'failed')
  if (code !== 0 && !explained) tally.failed(`${packageName} tests (vitest ended with code ${code})`)
}

function readReport(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return { tests: [], errors: ['vitest wrote no report'] }
  }
}

function hasTests(directory) {
  const inside = (path) => {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries.some((entry) =>
      entry.isDirectory() ? inside(join(path, entry.name)) : entry.name.endsWith('.test.ts'),
    )
  }
  const present = new Set(readdirSync(directory))
  return TEST_PLACES.some((place) => present.has(place) && inside(join(directory, place)))
}
