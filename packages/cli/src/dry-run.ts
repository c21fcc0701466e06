/** Prints what would run. Values of variables are never printed, only names. */

import { type OpenedPolicy, showCommand } from '@sandbox/core'
import type { LaunchPlan } from '@sandbox/policy'
import { columns, printJson, printLines, shown } from './print.js'

/** On stdout: nothing else uses it, because no command runs. */
export function printPlan(plan: LaunchPlan, opened: OpenedPolicy, json: boolean): void {
  if (json) printJson(planForPrograms(plan, opened))
  else printLines(planForPeople(plan, opened))
}

function planForPrograms(plan: LaunchPlan, { policy, files, environment }: OpenedPolicy): unknown {
  const { program, args, cwd, terminal } = plan.command
  return {
    profile: policy.profile,
    chain: policy.chain,
    files,
    backend: plan.backend,
    command: { program, args, cwd, terminal },
    environment: { names: Object.keys(plan.command.environment).sort(), dropped: environment.dropped },
    launch: {
      file: plan.file,
      args: plan.args,
      environment: Object.keys(plan.environment).sort(),
      cwd: plan.cwd,
      inherited: plan.inherited.map((file) => file.purpose),
    },
    egress: policy.egress.mode,
    limits: policy.limits,
    enforcement: plan.enforcement,
    warnings: plan.warnings,
    details: plan.details,
  }
}

function planForPeople(plan: LaunchPlan, { policy, files, environment }: OpenedPolicy): readonly string[] {
  const names = Object.keys(plan.command.environment).sort()
  return [
    ...columns([
      ['command', shown(showCommand(plan.command.program, plan.command.args))],
      ['directory', shown(plan.command.cwd)],
      ['profile', policy.chain.join(' extends ')],
      ['files', files.length === 0 ? 'none' : shown(files.join(', '))],
      ['backend', plan.backend],
      ['network', policy.egress.mode],
      ['environment', shown(names.join(' '))],
      ['dropped', shown(environment.dropped.map(({ name, because }) => `${name} (${because})`).join(', '))],
    ]),
    ...plan.enforcement.parts.map(
      ({ mechanism, level, missing }) =>
        `  ${mechanism}: ${level}${missing === undefined ? '' : `, ${missing}`}`,
    ),
    'launcher',
    `  ${shown(showCommand(plan.file, plan.args))}`,
    ...launcherArguments(plan.details),
    ...rulesetLines(plan.details),
    ...profileLines(plan.details),
    ...accessListLines(plan.details),
  ]
}

/** The profile of a backend that has one, as it is written. */
function profileLines({ profile }: LaunchPlan['details']): readonly string[] {
  if (typeof profile !== 'string') return []
  return [
    'profile',
    ...profile
      .trimEnd()
      .split('\n')
      .map((line) => `  ${shown(line)}`),
  ]
}

/** A Landlock ruleset, as its backend writes it for people. */
function rulesetLines({ rendered }: LaunchPlan['details']): readonly string[] {
  return Array.isArray(rendered) ? ['ruleset', ...rendered.map((line) => `  ${shown(String(line))}`)] : []
}

/** Changes of access lists, as the Windows backend writes them for people. */
function accessListLines({ accessLists }: LaunchPlan['details']): readonly string[] {
  return Array.isArray(accessLists)
    ? ['access lists', ...accessLists.map((line) => `  ${shown(String(line))}`)]
    : []
}

/** One option of the launcher per line, so that mounts can be read and compared. */
function launcherArguments(details: LaunchPlan['details']): readonly string[] {
  const words = details.launcherArguments
  if (!Array.isArray(words)) return []
  const lines: string[] = []
  for (const word of words.map(String)) {
    if (word.startsWith('--') || lines.length === 0) lines.push(`    ${word}`)
    else lines.push(`${lines.pop() ?? ''} ${word}`)
  }
  return lines.map(shown)
}
