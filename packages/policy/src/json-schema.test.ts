import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { policyJsonSchema } from './json-schema.js'

test('the shipped JSON Schema is the one the code checks by (renew it with the package script `schema`)', async () => {
  const shipped = await readFile(new URL('../sandbox.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(shipped)).toEqual(JSON.parse(JSON.stringify(await policyJsonSchema())))
})

test('the JSON Schema knows every section and refuses unknown keys', async () => {
  expect(await policyJsonSchema()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    additionalProperties: false,
    properties: {
      default_permissions: { type: 'string' },
      permissions: {
        additionalProperties: {
          additionalProperties: false,
          properties: {
            filesystem: {},
            network: { additionalProperties: false },
            environment: {},
            limits: {},
          },
        },
      },
      linux: { additionalProperties: false },
    },
  })
})
