/** What of the system a profile opens beside files and addresses: processes and services. */

import { expect, test } from 'vitest'
import { compileProfile, decideStrictly, type Request } from '../../src/sbpl/index.js'
import { rulesOf, type ScenarioOptions, scenario, WORKSPACE_RULES } from './support/scenario.js'

const MODES = { none: {}, proxy: { proxyPort: 8080 }, full: {} } as const
type Mode = keyof typeof MODES

function allows(request: Request, options: ScenarioOptions = {}): boolean {
  const { text, params } = scenario(rulesOf(WORKSPACE_RULES), options).profile
  return decideStrictly(compileProfile(text, params), request).allowed
}

test.each(['signal', 'process-info-pidinfo', 'process-info-rusage', 'process-info-dirtycontrol'])(
  '%s: of itself and of its own sandbox, whether the system counts one among the other or not',
  (operation) => {
    const asked = (...target: readonly string[]) => allows({ operation, attributes: { target } })
    expect(asked('self')).toBe(true)
    expect(asked('same-sandbox')).toBe(true)
    expect(asked('self', 'same-sandbox')).toBe(true)
    expect(asked('others')).toBe(false)
    expect(asked('initproc', 'others')).toBe(false)
  },
)

function finds(mode: Mode, text: string): boolean {
  const request = { operation: 'mach-lookup', name: { space: 'global-name', text } } as const
  return allows(request, { egress: { mode }, facts: MODES[mode] })
}

test.each(Object.keys(MODES) as Mode[])(
  'network mode %s: no service that tells of closed places, keychains or windows',
  (mode) => {
    const closed = [
      'com.apple.FSEvents',
      'com.apple.pasteboard.1',
      'com.apple.secd',
      'com.apple.security.agent',
      'com.apple.security.keychaind',
      'com.apple.securityd',
      'com.apple.securityd.xpc',
      'com.apple.windowserver.active',
    ]
    expect(closed.filter((name) => finds(mode, name))).toEqual([])
  },
)

test('the service of trust is also that of keychains, so it is open only where there is a network', () => {
  const open = (Object.keys(MODES) as Mode[]).filter((mode) => finds(mode, 'com.apple.SecurityServer'))
  expect(open).toEqual(['proxy', 'full'])
})
