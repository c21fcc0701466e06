import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { expectRefusal, type RefusedRow, refusal } from '../test/support/refusal.js'
import { parsePolicyText } from './parse.js'
import { MAX_POLICY_BYTES, readPolicyText } from './read-file.js'

const FILE = '/repo/sandbox.toml'

// biome-ignore format: a table is read by its rows
const SYNTAX: readonly RefusedRow[] = [
  ['a broken table header', 'a = 1\n[permissions', 'POLICY_SYNTAX', `${FILE}:2:`, /line 2/],
  ['an unquoted path', '[permissions.dev.filesystem]\n/etc = "read"', 'POLICY_SYNTAX', `${FILE}:2:1`, /quotes/],
  ['a string without an end', 'default_permissions = "dev', 'POLICY_SYNTAX', `${FILE}:1:`, /line 1/],
  ['a key written twice', 'schema_version = 1\nschema_version = 1', 'POLICY_SYNTAX', `${FILE}:2:1`, /line 2/],
  ['a table written twice', '[permissions.a]\n[permissions.a]', 'POLICY_SYNTAX', `${FILE}:2:`, /line 2/],
  ['a number too large', 'schema_version = 99999999999999999999', 'POLICY_SYNTAX', `${FILE}:1:`, /line 1/],
  ['a NUL in a value', 'default_permissions = "a\\u0000"', 'POLICY_NUL', 'default_permissions', /NUL/],
  ['a NUL in a key', '[permissions."a\\u0000"]', 'POLICY_NUL', 'permissions', /NUL/],
  ['tables nested too deeply', `${'a.'.repeat(40)}b = 1`, 'POLICY_TOO_DEEP', /a\.a\.a/, /dots/],
  ['a million dots', `${'a.'.repeat(200_000)}b = 1`, 'POLICY_TOO_DEEP', /a\.a\.a/, /dots/],
]

// biome-ignore format: a table is read by its rows
const JSON_SYNTAX: readonly RefusedRow[] = [
  ['a missing comma', '{\n  "schema_version": 1\n  "linux": {}\n}', 'POLICY_SYNTAX', `${FILE}:3:3`, /line 3/],
  ['a trailing comma', '{ "schema_version": 1, }', 'POLICY_SYNTAX', `${FILE}:1:24`, /line 1/],
  ['single quotes', "{ 'schema_version': 1 }", 'POLICY_SYNTAX', `${FILE}:1:3`, /line 1/],
  ['a comment', '// hello\n{}', 'POLICY_SYNTAX', `${FILE}:1:1`, /line 1/],
  ['an early end', '{ "schema_version":', 'POLICY_SYNTAX', `${FILE}:1:20`, /line 1/],
  ['text after the end', '{}\n{}', 'POLICY_SYNTAX', `${FILE}:2:1`, /line 2/],
  ['an unknown word', '{ "schema_version": True }', 'POLICY_SYNTAX', `${FILE}:1:21`, /line 1/],
  ['an unknown escape', '{ "a\\x": 1 }', 'POLICY_SYNTAX', `${FILE}:1:3`, /line 1/],
  ['a string without an end', '{ "a', 'POLICY_SYNTAX', `${FILE}:1:3`, /line 1/],
  ['a key written twice', '{ "linux": {},\n "linux": {} }', 'POLICY_DUPLICATE_KEY', `${FILE}:2:2`, /Keep one/],
  ['lists nested too deeply', '['.repeat(100_000), 'POLICY_TOO_DEEP', FILE, /levels/],
  ['a list at the top', '[]', 'POLICY_BAD_VALUE', 'the top level is a list', /table/],
  ['null', '{ "linux": null }', 'POLICY_BAD_VALUE', 'linux is null', /table/],
  ['a prototype key', '{ "permissions": { "__proto__": {} } }', 'POLICY_UNKNOWN_KEY', 'permissions.__proto__', /Remove/],
]

describe('text is refused for', () => {
  test.each(SYNTAX)('%s in TOML', async (...row) => {
    const error = await refusal(() => parsePolicyText(row[1], { file: FILE, format: 'toml' }))
    expectRefusal(error, FILE, row)
  })

  test.each(JSON_SYNTAX)('%s in JSON', async (...row) => {
    const error = await refusal(() => parsePolicyText(row[1], { file: FILE, format: 'json' }))
    expectRefusal(error, FILE, row)
  })
})

describe('a file is refused for', () => {
  let directory = ''
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sandbox-policy-'))
  })
  afterAll(async () => {
    await rm(directory, { recursive: true })
  })

  test('not being there', async () => {
    const file = join(directory, 'missing.toml')
    const error = await refusal(() => readPolicyText(file))
    expectRefusal(error, file, ['', '', 'POLICY_FILE_NOT_FOUND', 'does not exist', /--policy/])
  })

  test.each([false, true])('being a directory (empty: %s)', async (isEmpty) => {
    const file = join(directory, `directory-${isEmpty}.toml`)
    await mkdir(isEmpty ? file : join(file, 'inside'), { recursive: true })
    const error = await refusal(() => readPolicyText(file))
    expectRefusal(error, file, ['', '', 'POLICY_NOT_A_FILE', 'a directory', /--policy/])
  })

  test('being a device', async () => {
    const error = await refusal(() => readPolicyText('/dev/null'))
    expectRefusal(error, '/dev/null', ['', '', 'POLICY_NOT_A_FILE', 'a special file', /--policy/])
  })

  test('having more than 1 MiB', async () => {
    const file = join(directory, 'big.toml')
    await writeFile(file, '#'.repeat(MAX_POLICY_BYTES + 1))
    const error = await refusal(() => readPolicyText(file))
    expectRefusal(error, file, ['', '', 'POLICY_FILE_TOO_BIG', '1048577 bytes', /globs/])
  })

  test('not being UTF-8', async () => {
    const file = join(directory, 'latin.toml')
    await writeFile(file, Buffer.from([0x23, 0x20, 0xe9, 0x0a]))
    const error = await refusal(() => readPolicyText(file))
    expectRefusal(error, file, ['', '', 'POLICY_NOT_UTF8', 'near byte 3', /UTF-8/])
  })
})
