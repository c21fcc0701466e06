import { expect, test } from 'vitest'
import { filesOf, policyOf } from '../../test/support/policies.js'
import { buildRuleset } from './build-ruleset.js'
import { renderRuleset } from './render.js'
import { rulesetWords } from './words.js'

const files = filesOf(['/usr/', '/w/', '/w/f', '/w/.git/'])
const egress = { mode: 'proxy' } as const
const policy = policyOf({ '/usr': 'read', '/w': 'write' }, files, { egress, protectedNames: ['.git'] })
const options = { purpose: 'alone', files, accept: ['proxy-port'], proxyPorts: [3128] } as const

test('a ruleset becomes records of the spec', () => {
  const words = rulesetWords(buildRuleset(policy, { abi: 6 }, options))
  expect(words.slice(0, 5)).toEqual(['landlock', '65535', '3', '3', 'landlock-streams'])
  expect(words.slice(-12)).toEqual([
    ...['landlock-path', '13', '/usr'],
    ...['landlock-path', '13', '/w'],
    ...['landlock-path-if-present', '65535', '/w/f'],
    ...['landlock-port', '2', '3128'],
  ])
})

test('nothing is written when nothing is closed', () => {
  expect(rulesetWords(buildRuleset(policy, { abi: 1 }, { purpose: 'layer' }))).toEqual([])
})

test('people can read it', () => {
  const text = renderRuleset(buildRuleset(policy, { abi: 6 }, options))
  expect(text).toContain('Landlock ABI 6, alone\n')
  expect(text).toContain('closed for ports: bind_tcp, connect_tcp\n')
  expect(text).toContain('kept inside: abstract_unix_socket, signal\n')
  expect(text).toContain('open at /usr: execute, read_file, read_dir\n')
  expect(text).toContain('open at /w/f: everything\n')
  expect(text).toContain('open at port 3128: connect_tcp\n')
  expect(text).toMatch(/^missing \(landlock-tcp\): /m)
  expect(text).toMatch(/^stricter: .*\/w,/m)
})
