/** The specification itself, by example: what operations mean, before any kernel is asked. */

import { type Access, resolve } from '@sandbox/policy'
import { expect, test } from 'vitest'
import { profileOf } from '../../../linux-landlock-seccomp/test/support/profile.js'
import type { TreeText } from '../../src/linux/case.js'
import { closedPlaces } from '../../src/linux/closed-places.js'
import { FileModel } from '../../src/linux/file-model.js'
import { landlockExpectation } from '../../src/linux/landlock-meaning.js'
import { Meaning, type Verdict } from '../../src/linux/meaning.js'
import type { OperationName } from '../../src/linux/operations.js'

const USER = 1000
const AROUND = new Map([['/', 0o755]])

/** Of a sentence such as `move a b`, in which paths are relative to the base. */
type Told = (sentence: string) => Verdict

function meaning(tree: TreeText, rules: Readonly<Record<string, Access>>, protectedNames: string[] = []) {
  const model = new FileModel(tree, '/base', AROUND)
  const placed = Object.fromEntries(
    Object.entries(rules).map(([key, access]) => [key.replace(/^@/, '/base'), access]),
  )
  const policy = resolve(profileOf(placed, { protectedNames }), {
    cwd: '/base/w',
    home: '/home/u',
    platform: 'linux',
    files: {
      kind: (path) => {
        const kind = model.at(path)?.kind
        return kind === 'fifo' ? 'file' : (kind ?? 'missing')
      },
      realpath: (path) => {
        const { place, missing, isEndless } = model.walk(path)
        return missing === undefined && isEndless !== true ? place : undefined
      },
      readLink: (path) => model.at(path)?.target,
      readText: () => undefined,
      list: (path) => model.names(path),
    },
  })
  const closed = closedPlaces(policy, model, USER)
  const of = new Meaning(model, closed)
  const operation = (sentence: string) => {
    const [name, path = '', other] = sentence.split(' ')
    return {
      name: name as OperationName,
      path: `/base/${path}`,
      other: other === undefined ? '' : `/base/${other}`,
    }
  }
  const told: Told = (sentence) => of.of(operation(sentence)).verdict
  const byLandlock: Told = (sentence) => landlockExpectation(operation(sentence), of, model, closed).verdict
  return { told, byLandlock }
}

test('a denied file is neither read nor seen, and its name stays', () => {
  const { told } = meaning({ 'w/a/s': '' }, { '/': 'read', '@/w': 'write', '@/w/a/s': 'deny' })
  expect(['stat', 'read', 'write', 'chmod', 'remove'].map((name) => told(`${name} w/a/s`))).toEqual([
    'unseen',
    'refused',
    'refused',
    'refused',
    'refused',
  ])
})

test('a directory above something closed keeps its name, and files beside it move freely', () => {
  const { told } = meaning({ 'w/a/s': '', 'w/a/t': '' }, { '/': 'read', '@/w': 'write', '@/w/a/s': 'deny' })
  expect(told('move w/a w/b')).toBe('refused')
  expect(told('exchange w/a w/b')).toBe('refused')
  expect(told('move w/a/t w/a/u')).toBe('as-without')
  expect(told('create w/a/new')).toBe('as-without')
})

test('what is missing and closed is never made, from its first missing component on', () => {
  const { told } = meaning({ 'w/': '' }, { '/': 'read', '@/w': 'write', '@/w/a/b': 'read' })
  expect(told('mkdir w/a')).toBe('refused')
  expect(told('move w/x w/a')).toBe('refused')
  expect(told('mkdir w/b')).toBe('as-without')
})

test('a link on the way to something closed is not replaced', () => {
  const { told } = meaning(
    { 'w/l': '-> t', 'w/t/s': '', 'w/free': '-> t' },
    { '/': 'read', '@/w': 'write', '@/w/l/s': 'deny' },
  )
  expect(told('read w/t/s')).toBe('refused')
  expect(told('read w/free/s')).toBe('refused')
  expect(told('remove w/l')).toBe('refused')
  expect(told('remove w/free')).toBe('as-without')
})

test('a glob closes what a matching link leads to, and says nothing of the link', () => {
  const { told } = meaning(
    { 'w/x.env': '-> @/s/key', 's/key': '' },
    { '/': 'read', '@/w': 'write', '@/w/*.env': 'deny' },
  )
  expect(told('read s/key')).toBe('refused')
  expect(told('remove w/x.env')).toBe('either')
  expect(told('create w/y.env')).toBe('either')
})

test('reopened places can be used, and what is around them is not seen', () => {
  const { told } = meaning(
    { 'w/a/b/f': '', 'w/a/c': '' },
    { '/': 'read', '@/w': 'write', '@/w/a': 'deny', '@/w/a/b': 'write' },
  )
  expect(told('create w/a/b/new')).toBe('as-without')
  expect(told('list w/a')).toBe('unseen')
  expect(told('read w/a/c')).toBe('refused')
  expect(told('remove w/a/b')).toBe('refused')
})

test('linking needs the right to write the file, not only to read it', () => {
  const { told } = meaning({ 'w/': '', 'r/f': '', 'w/g': '' }, { '/': 'read', '@/w': 'write' })
  expect(told('link r/f w/f')).toBe('refused')
  expect(told('link w/g w/f')).toBe('as-without')
})

test('protected names keep still whether they are there or not', () => {
  const { told } = meaning({ 'w/.git/config': '' }, { '/': 'read', '@/w': 'write' }, ['.git', '.codex'])
  expect(told('read w/.git/config')).toBe('as-without')
  expect(told('write w/.git/config')).toBe('refused')
  expect(told('move w/.git w/git')).toBe('refused')
  expect(told('mkdir w/.codex')).toBe('refused')
})

test('where the user cannot make what must stay missing, an own directory is read-only and that of others is not', () => {
  const { told } = meaning(
    { 'w/mine/': '0555', 'w/mine/f': '', 'w/theirs/': 'theirs', 'w/theirs/f': '' },
    { '/': 'read', '@/w': 'write', '@/w/mine/x': 'deny', '@/w/theirs/x': 'deny' },
  )
  expect(told('write w/mine/f')).toBe('refused')
  expect(told('write w/theirs/f')).toBe('as-without')
  expect(told('move w/theirs w/elsewhere')).toBe('refused')
})

test('a directory that cannot be looked into is closed with what may be inside', () => {
  const { told } = meaning({ 's/': '0000' }, { '/': 'read', '@/s': 'write' }, ['.git'])
  expect(told('chmod s')).toBe('refused')
})

test('Landlock alone promises refusals and the content of what exists, and leaves metadata open', () => {
  const { byLandlock } = meaning({ 'w/s': '', 'w/f': '' }, { '/': 'read', '@/w': 'write', '@/w/s': 'deny' })
  expect(byLandlock('read w/s')).toBe('refused')
  expect(byLandlock('stat w/s')).toBe('as-without')
  expect(byLandlock('write w/f')).toBe('as-without')
  expect(byLandlock('create w/new')).toBe('either')
})
