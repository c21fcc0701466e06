/** `sandbox explain`: may the command touch it, and which rule says so. */

import { type OpenedPolicy, openPolicy } from '@sandbox/core'
import { operandsWrong } from './errors.js'
import { type Answer, explainSubject } from './explain-subject.js'
import type { GivenOptions } from './parse.js'
import { accessWord, printJson, printLines, shown } from './print.js'
import { reportWarnings } from './report.js'
import { policyRequest } from './request.js'

/** @throws SandboxError */
export async function explainSubjects(words: readonly string[], options: GivenOptions): Promise<number> {
  if (words.length === 0) throw operandsWrong('explain', '<path|host:port|unix:PATH|env:NAME>…')
  const opened: OpenedPolicy = await openPolicy(policyRequest(options, process.env))
  const answers = words.map((word) => explainSubject(word, opened))
  if (options.has('json')) {
    printJson(answers)
    return 0
  }
  if (!options.has('quiet')) reportWarnings(opened.warnings)
  printLines(answers.flatMap(answerLines))
  return 0
}

function answerLines({ subject, access, reason, writtenAt, competing, change }: Answer): readonly string[] {
  return [
    `${accessWord(access)} ${shown(subject)}`,
    `      ${shown(reason)}`,
    ...(writtenAt === undefined ? [] : [`      rule: ${shown(writtenAt)}`]),
    ...competing.map((one) => `      instead of ${shown(one.writtenAt)}: ${shown(one.lostBecause)}`),
    ...change.map((one) => `      to change it: ${shown(one)}`),
  ]
}
