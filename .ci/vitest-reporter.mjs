/** Writes one line of JSON per run with every test's outcome, and the reason of each skip, for the root's count. */

import { writeFileSync } from 'node:fs'

// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default class CountingReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = []
    const errors = unhandledErrors.map((error) => `outside of any test: ${error.message}`)
    for (const module of modules) {
      const file = module.relativeModuleId ?? module.moduleId
      errors.push(...module.errors().map((error) => `${file}: ${error.message}`))
      for (const suite of module.children.allSuites()) {
        errors.push(...suite.errors().map((error) => `${file} > ${suite.fullName}: ${error.message}`))
      }
      for (const test of module.children.allTests()) {
        const { state, note } = test.result()
        tests.push({ name: `${file} > ${test.fullName}`, state, note })
      }
    }
    writeFileSync(process.env.SANDBOX_TEST_REPORT, JSON.stringify({ tests, errors }))
  }
}
