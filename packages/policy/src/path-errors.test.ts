import { expect, test } from 'vitest'
import * as errors from './path-errors.js'

const source = { keyPath: 'permissions.dev.filesystem."~/x"', file: '/home/me/sandbox.toml', profile: 'dev' }

test.each([
  [errors.pathHasNul('/a\0'), 'PATH_HAS_NUL: The path "/a\\u0000" contains a NUL character.'],
  [errors.pathNotAbsolute('a'), 'PATH_NOT_ABSOLUTE: The path "a" is not absolute.'],
  [
    errors.subpathEscapes('../a', source),
    'SUBPATH_ESCAPES: The subpath "../a" of permissions.dev.filesystem."~/x" in /home/me/sandbox.toml leaves its directory.',
  ],
  [
    errors.unknownSymbol(':cwd', source),
    'SYMBOL_UNKNOWN: The key ":cwd" of permissions.dev.filesystem."~/x" in /home/me/sandbox.toml is not a known symbol.',
  ],
  [
    errors.globInvalid('[z-a]', 'the range runs backwards'),
    'GLOB_INVALID: The glob "[z-a]" is not valid: the range runs backwards.',
  ],
  [
    errors.globInvalid('[z-a]', 'the range runs backwards', { keyPath: '--deny' }),
    'GLOB_INVALID: The glob "[z-a]" of --deny is not valid: the range runs backwards.',
  ],
  [
    errors.globGrants('/a/*', { keyPath: '--read' }),
    'GLOB_GRANTS: The glob "/a/*" of --read gives access, but globs can only deny.',
  ],
  [
    errors.globWithoutBase('/**/x', { keyPath: '--deny' }),
    'GLOB_WITHOUT_BASE: The glob "/**/x" of --deny has no directory before its first wildcard.',
  ],
  [
    errors.readThroughWritableLink('/repo/a', '/repo/a', '/etc', { keyPath: '--read' }),
    'READ_THROUGH_WRITABLE_LINK: The read rule for /repo/a (--read) leads through the link /repo/a, which a command can change, to /etc, which is closed.',
  ],
  [
    errors.policiesOfTwoHosts(),
    'POLICIES_OF_TWO_HOSTS: The two policies were resolved for different platforms or hosts.',
  ],
])('%s', (error, text) => {
  expect(`${error.code}: ${error.message}`).toBe(text)
  expect(error.hint).toMatch(/\.$/)
})
