/** The JSON Schema of a configuration file, made from the schema that checks it. */

/** Where the schema is published; editors may use it as an identifier only. */
const SCHEMA_TITLE = 'Sandbox configuration (sandbox.toml, config.toml, or the same as JSON)'

/**
 * The JSON Schema (draft 2020-12) of a whole configuration file; also shipped as `sandbox.schema.json`.
 *
 * @example JSON.stringify(await policyJsonSchema(), null, 2)
 */
export async function policyJsonSchema(): Promise<object> {
  const [{ toJSONSchema }, { documentSchema }] = await Promise.all([
    import('zod/mini'),
    import('./schema.js'),
  ])
  const { $schema, ...schema } = toJSONSchema(documentSchema)
  return { $schema, title: SCHEMA_TITLE, ...schema }
}
