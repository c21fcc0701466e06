/** Applies a project's own configuration file that nobody has trusted: it may only make a policy stricter. */

import { mergeLayers } from './extends.js'
import { finishProfile } from './finish.js'
import type { Widening } from './narrower.js'
import type { PolicyFile } from './parse.js'
import { describePlace } from './place.js'
import type { LinuxOptions, Profile } from './profile.js'
import { type MergedLayer, selectLayer } from './profiles.js'
import { projectWidens } from './trust-errors.js'

/** Compares two profiles in the session at hand: everything that makes `a` wider than `b`. */
export type FindWidenings = (a: Profile, b: Profile) => readonly Widening[]

/** What an untrusted file is held against. */
export interface ProjectBase {
  /** What would apply without the project's file. */
  readonly selected: MergedLayer
  readonly linux: LinuxOptions
  /** Everything trusted: where the project's profiles find parents that are not their own. */
  readonly files: readonly PolicyFile[]
}

/**
 * The selected profile made stricter by the project's profile `name`.
 *
 * First the project's profile is taken as it is; when it lacks rules of the selected one, its own rules are put on
 * top of the selected one instead. Either way the result is no wider than what the person selected, and no wider
 * than what the project asked for.
 *
 * @throws SandboxError `POLICY_PROJECT_WIDENS` naming the first rule that would allow more
 */
export function tightenWithProject(
  base: ProjectBase,
  project: PolicyFile,
  name: string,
  findWidenings: FindWidenings,
): MergedLayer {
  refuseLinuxOptions(base, project)
  const whole = selectLayer([project, ...base.files], name, {
    file: project.file,
    keyPath: 'default_permissions',
  })
  const wide = finish(base.selected, base)
  const asked = finish(whole, base)
  const inWhole = findWidenings(asked, wide)
  if (inWhole.length === 0) return whole

  const own = ownLayers(project, name)
  if (own.length === 0) throw projectWidens(project.file, describeWidest(inWhole, project.file))
  const layered: MergedLayer = {
    layer: own.reduceRight((parent, child) => mergeLayers(parent, child), base.selected.layer),
    chain: [...own.map((layer) => layer.name), ...base.selected.chain],
  }
  const combined = finish(layered, base)
  for (const limit of [wide, asked]) {
    const widenings = findWidenings(combined, limit)
    if (widenings.length > 0) throw projectWidens(project.file, describeWidest(widenings, project.file))
  }
  return layered
}

function finish({ layer, chain }: MergedLayer, base: ProjectBase): Profile {
  return finishProfile(layer, chain, base.linux)
}

/** The part of the project's chain that stands in its own file: the rules a person has not seen yet. */
function ownLayers(project: PolicyFile, name: string) {
  const layers = []
  for (let next: string | undefined = name; next !== undefined; ) {
    const layer = project.layers.get(next)
    if (layer === undefined) break
    layers.push(layer)
    next = layer.extends?.name
  }
  return layers
}

/** THREAT: a file of the project must not choose which launcher runs outside the sandbox. */
function refuseLinuxOptions(base: ProjectBase, project: PolicyFile): void {
  const { linux } = project
  if (linux === undefined) return
  const { launcher, allowNestedUserns, backend } = base.linux
  const isSame =
    linux.launcher === launcher && linux.allowNestedUserns === allowNestedUserns && linux.backend === backend
  if (!isSame) throw projectWidens(project.file, 'its [linux] table chooses how the sandbox is made')
}

/** The most telling widening, for a message: by a rule of `file`, else by a setting, else any. */
export function describeWidest(widenings: readonly Widening[], file: string | undefined): string {
  const telling =
    widenings.find(({ rule }) => rule !== undefined && rule.source.file === file) ??
    widenings.find(({ rule }) => rule === undefined) ??
    widenings[0]
  return telling === undefined ? 'nothing' : describeWidening(telling)
}

function describeWidening({ subject, rule, reason }: Widening): string {
  const place = rule === undefined ? subject : describePlace(rule.source)
  return `${place} (${reason.replace(/\.$/, '')})`
}
