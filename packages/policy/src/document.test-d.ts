import { expectTypeOf, test } from 'vitest'
import type * as z from 'zod/mini'
import {
  type BuiltEnvironment,
  buildEnvironment,
  type EnvironmentPolicy,
  type FilesystemTable,
  type InlineProfile,
  type LoadedPolicy,
  type LoadRequest,
  loadPolicy,
  type NetworkTable,
  type PolicyDocument,
  type PolicyFile,
  type Profile,
  type ProfileTable,
  parsePolicyText,
  policyJsonSchema,
  selectProfile,
} from './index.js'
import type { documentSchema, profileSchema } from './schema.js'

test('the schema accepts exactly the words the public types have', () => {
  expectTypeOf<keyof z.infer<typeof documentSchema>>().toEqualTypeOf<keyof PolicyDocument>()
  expectTypeOf<keyof z.infer<typeof profileSchema>>().toEqualTypeOf<keyof ProfileTable>()
  expectTypeOf<z.infer<typeof documentSchema>>().toExtend<PolicyDocument>()
  expectTypeOf<z.infer<typeof profileSchema>['network']>().toExtend<NetworkTable | undefined>()
  expectTypeOf<NonNullable<z.infer<typeof profileSchema>['network']>>().toHaveProperty('mode')
  expectTypeOf<keyof NonNullable<z.infer<typeof profileSchema>['network']>>().toEqualTypeOf<
    keyof NetworkTable
  >()
})

test('an inline profile is typed by its keys', () => {
  expectTypeOf({
    extends: ':workspace',
    filesystem: {
      glob_scan_max_depth: 4,
      ':root': 'read' as const,
      '~/.ssh': 'deny' as const,
      '/srv': { '.': 'write', secret: 'none' } as const,
      'C:\\data': 'read' as const,
    },
    network: { domains: { 'a.example': { action: 'allow', private: true } } } as const,
  }).toExtend<InlineProfile>()
  // @ts-expect-error a relative path is no key
  const relative: FilesystemTable = { src: 'write' }
  // @ts-expect-error an access has three words and an alias
  const access: FilesystemTable = { '/src': 'execute' }
  // @ts-expect-error one parent only
  const parents: InlineProfile = { extends: ['a', 'b'] }
  expectTypeOf([relative, access, parents]).toBeArray()
})

test('the functions take and give what they promise', () => {
  expectTypeOf(parsePolicyText).returns.resolves.toEqualTypeOf<PolicyFile>()
  expectTypeOf(selectProfile).parameter(0).toEqualTypeOf<readonly PolicyFile[]>()
  expectTypeOf(selectProfile).returns.toEqualTypeOf<Profile>()
  expectTypeOf(loadPolicy).parameter(0).toEqualTypeOf<LoadRequest>()
  expectTypeOf(loadPolicy).returns.resolves.toEqualTypeOf<LoadedPolicy>()
  expectTypeOf(buildEnvironment).parameter(0).toEqualTypeOf<EnvironmentPolicy>()
  expectTypeOf(buildEnvironment).returns.toEqualTypeOf<BuiltEnvironment>()
  expectTypeOf(policyJsonSchema).returns.resolves.toBeObject()
  expectTypeOf<NodeJS.ProcessEnv>().toExtend<LoadRequest['environment']>()
})

test('what was loaded cannot be changed', () => {
  expectTypeOf<Profile['rules']>().toEqualTypeOf<readonly Profile['rules'][number][]>()
  expectTypeOf<Pick<LoadedPolicy, 'files'>>().toEqualTypeOf<{ readonly files: readonly string[] }>()
})
