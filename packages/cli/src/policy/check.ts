/** `sandbox policy check`: is every profile of a file well-formed, and can it be resolved here. */

import { resolve } from 'node:path'
import { openPolicy, type PolicyRequest } from '@sandbox/core'
import { parsePolicyText, readPolicyText } from '@sandbox/policy'
import type { GivenOptions } from '../parse.js'
import { printJson, printLines, shown } from '../print.js'
import { policyRequest } from '../request.js'

interface Checked {
  readonly files: readonly string[]
  readonly profiles: readonly string[]
}

/** @throws SandboxError what is wrong, naming the file and the key path */
export async function checkPolicies(files: readonly string[], options: GivenOptions): Promise<number> {
  const request = policyRequest(options, process.env)
  const checked: Checked[] = []
  for (const file of files) checked.push(await checkFile(file, request))
  if (files.length === 0) checked.push(await checkHere(request))
  if (options.has('json')) printJson({ ok: true, checked })
  else printLines(checked.map(checkedLine))
  return 0
}

/** What a run with these options would use. */
async function checkHere(request: PolicyRequest): Promise<Checked> {
  const { policy, files } = await openPolicy(request)
  return { files, profiles: [policy.profile] }
}

/** Every profile of the file, each with its parents. */
async function checkFile(file: string, request: PolicyRequest): Promise<Checked> {
  const path = resolve(request.cwd ?? '.', file)
  const { text } = await readPolicyText(path)
  const format = path.toLowerCase().endsWith('.json') ? 'json' : 'toml'
  const { layers } = await parsePolicyText(text, { file: path, format })
  const profiles = [...layers.keys()]
  await openPolicy({ ...request, policyFile: path })
  for (const profile of profiles) await openPolicy({ ...request, policyFile: path, profile })
  return { files: [path], profiles }
}

function checkedLine({ files, profiles }: Checked): string {
  const where = files.length === 0 ? 'no configuration file' : files.join(', ')
  return `ok ${shown(where)}: ${profiles.length === 0 ? 'no profiles' : shown(profiles.join(', '))}`
}
