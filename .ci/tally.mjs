/** Counts what was checked and says it at the end; the count is always the last line. */

/**
 * @typedef {{ name: string, outcome: 'passed' | 'failed' | 'skipped', reason?: string }} Result
 */

/** An empty list of results with the ways to add to it. */
export function createTally() {
  /** @type {Result[]} */
  const results = []
  return {
    results,
    passed: (name) => results.push({ name, outcome: 'passed' }),
    failed: (name) => results.push({ name, outcome: 'failed' }),
    skipped: (name, reason) => results.push({ name, outcome: 'skipped', reason }),
  }
}

/** The closing lines: skips with their reasons, failures by name, and the count. */
export function summary(results) {
  const by = (outcome) => results.filter((result) => result.outcome === outcome)
  const skipped = by('skipped')
  const failed = by('failed')
  const lines = []
  if (skipped.length > 0) lines.push('', 'Skipped:')
  lines.push(...skipped.map(({ name, reason }) => `  - ${name}: ${reason}`))
  if (failed.length > 0) lines.push('', 'Failed:')
  lines.push(...failed.map(({ name }) => `  - ${name}`))
  lines.push('', countLine(by('passed').length, failed.length, skipped.length))
  return lines
}

function countLine(passed, failed, skipped) {
  const line = `${passed} passed, ${failed} failed`
  return skipped === 0 ? line : `${line}, ${skipped} skipped`
}
