/** Puts one part of the expectation table into the simulator. */

import {
  type Expectations,
  type Places,
  place,
  type Row,
  rowsOf as rowsOfText,
} from '../../../../macos-seatbelt/test/expectations/expectation.js'
import type { SystemCall } from '../../../src/sbpl/index.js'
import { rulesOf, type Scenario, type ScenarioOptions, scenario } from './scenario.js'

const PLACES: Places = { $R: '/Users/me/repo', $H: '/Users/me', $O: '/Users/other', $T: '/private/tmp' }

/** The simulated Mac of one part. */
export function expectationScenario(part: Expectations, plant?: ScenarioOptions['plant']): Scenario {
  const filled = (text: string) => place(text, PLACES)
  const tree = Object.fromEntries(
    Object.entries(part.tree).map(([path, content]) => [filled(path), filled(content)]),
  )
  const rules = Object.fromEntries(Object.entries(part.rules).map(([key, value]) => [filled(key), value]))
  const sockets = Object.entries(part.egress?.unixSockets ?? {})
  const unixSockets = Object.fromEntries(sockets.map(([path, action]) => [filled(path), action]))
  return scenario(rulesOf(rules), {
    tree,
    egress: { ...part.egress, unixSockets },
    facts: { proxyPort: part.proxyPort },
    plant,
  })
}

/** The rows of one part. */
export function rowsOf(part: Expectations): readonly Row[] {
  return rowsOfText(part.rows, PLACES)
}

/** The call of a row. */
export function callOf({ call, path, to }: Row): SystemCall {
  const [, host, port] = /^(.*):(\d+)$/.exec(path) ?? []
  if (call.endsWith('-ip')) return { call, host: host ?? '', port: Number(port) } as SystemCall
  return (to === undefined ? { call, path } : { call, path, to }) as SystemCall
}
