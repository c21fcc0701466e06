/** Makes the programs and the addon of all targets in a directory of its own and installs them. */

import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unpack } from '../bubblewrap/build.mjs'
import { bundledVersion, fetchArchive, pinOf } from '../bubblewrap/fetch.mjs'
import { compileAddon } from './addon.mjs'
import { compile } from './compile.mjs'
import { installedLaunchers, installMuslTerms, installPrograms, installSourceTerms } from './install.mjs'
import { digestSources } from './stamp.mjs'
import { compileHelper, findWindowsToolchain } from './windows.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))

/** Every build works in a directory of its own, so that two at once do not meet. */
async function openWorkDirectory() {
  const parent = join(project, 'build')
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const owner = /^work-(\d+)-/.exec(name)?.[1]
    if (owner !== undefined && !isAlive(Number(owner)))
      await rm(join(parent, name), { recursive: true, force: true })
  }
  return mkdtemp(join(parent, `work-${process.pid}-`))
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function prepareBubblewrap(work, say) {
  const version = bundledVersion
  const { path: archive, misses } = await fetchArchive(version)
  if (archive === undefined) {
    say(`no source of bubblewrap ${version}, so bwrap is not built (${misses.join('; ')})`)
    return undefined
  }
  const source = join(work, 'bubblewrap')
  await unpack(archive, source)
  return { source, version }
}

async function ownVersion() {
  return JSON.parse(await readFile(join(project, 'package.json'), 'utf8')).version
}

async function makeStatic(work, targets, bubblewrap, pin) {
  const innerSource = { file: 'native/inner', sha256: digestSources(['inner/CMakeLists.txt', 'inner/src']) }
  const probeSource = { file: 'native/probe', sha256: digestSources(['probe']) }
  const version = await ownVersion()
  const built = await Promise.all(
    targets.map(async (target) => {
      // Only tests run the probe, and only on this host.
      const probe = target.kind !== 'cross'
      const programs = await compile(target, join(work, target.name), { inner: true, probe, bubblewrap })
      return programs.map((program) => {
        const isLauncher = program.program === 'bwrap'
        const origin = isLauncher
          ? { version: bundledVersion, source: pin }
          : { version, source: program.program === 'sandbox-probe' ? probeSource : innerSource }
        return { ...program, target: target.name, ...origin }
      })
    }),
  )
  return built.flat()
}

/** Without the addon only what needs it is missing, so a failure is said and nothing more. */
async function makeAddon(work, targets, say) {
  const source = { file: 'native/addon', sha256: digestSources(['addon']) }
  const version = await ownVersion()
  const attempts = targets.map(async (target) => {
    try {
      const addon = await compileAddon(target, join(work, `${target.name}-addon`))
      return [{ ...addon, target: target.name, version, source }]
    } catch (error) {
      say(`${target.name}/sandbox.node is not built: ${error.message}`)
      return []
    }
  })
  return (await Promise.all(attempts)).flat()
}

/**
 * Without the helper only Windows is missing, so a failure is said and nothing more.
 * @param {ReturnType<typeof findWindowsToolchain>} toolchain
 */
async function makeHelper(work, toolchain, say) {
  if (toolchain === undefined) {
    say('win32-x64/sandbox-token.exe is not built: mingw-w64 is missing')
    return []
  }
  try {
    const helper = await compileHelper(toolchain, join(work, 'windows'))
    const source = { file: 'native/windows', sha256: digestSources(['windows']) }
    return [{ ...helper, version: await ownVersion(), source }]
  } catch (error) {
    say(`${toolchain.target}/sandbox-token.exe is not built: ${error.message}`)
    return []
  }
}

/**
 * The helper alone, on Windows.
 * @param {string} vendor where it goes
 */
export async function makeHelperOnly(vendor, say) {
  const work = await openWorkDirectory()
  try {
    const rows = installPrograms(vendor, await makeHelper(work, findWindowsToolchain(), say), [])
    return filesIn(vendor, rows)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** @returns the rows of the launcher's manifest: what was built, or what is there and cannot be built now */
function installLauncher(vendor, built, bubblewrap, pin) {
  if (bubblewrap === undefined) return installPrograms(vendor, [], installedLaunchers(vendor, pin))
  installMuslTerms(vendor)
  installSourceTerms(vendor, sourceOf(bubblewrap, pin))
  return installPrograms(vendor, built, [])
}

function installStage(vendor, built) {
  installMuslTerms(vendor)
  return installPrograms(vendor, built, [])
}

const sourceOf = ({ source, version }, pin) => ({
  source,
  version,
  archive: pin.file,
  sha256: pin.sha256,
  address: `https://github.com/containers/bubblewrap/releases/tag/v${version}`,
})

const filesIn = (vendor, rows) => [
  ...rows.map(({ path, size }) => ({ path: join(vendor, path), size })),
  { path: join(vendor, 'manifest.json') },
]

/**
 * @param {ReturnType<import('./toolchain.mjs').findTargets>} targets
 * @param {{ launcher: string, stage: string, probe: string, helper: string }} vendors where bubblewrap goes, where the
 *   stage and the addon, where the probe of the tests, and where what is for Windows
 * @param {(line: string) => void} say
 * @returns {Promise<{ files: { path: string, size?: number }[], complete: boolean }>} complete: nothing is missing
 */
export async function makePrograms(targets, vendors, say) {
  const work = await openWorkDirectory()
  try {
    const bubblewrap = await prepareBubblewrap(work, say)
    const pin = pinOf(bundledVersion)
    const [programs, addons, helpers] = await Promise.all([
      makeStatic(work, targets, bubblewrap, pin),
      makeAddon(work, targets, say),
      makeHelper(work, findWindowsToolchain(), say),
    ])
    const named = (name) => programs.filter(({ program }) => program === name)
    const launcherRows = installLauncher(vendors.launcher, named('bwrap'), bubblewrap, pin)
    const stageRows = installStage(vendors.stage, [...named('sandbox-inner'), ...addons])
    const probeRows = installPrograms(vendors.probe, named('sandbox-probe'), [])
    const helperRows = installPrograms(vendors.helper, helpers, [])
    return {
      files: [
        ...filesIn(vendors.launcher, launcherRows),
        ...filesIn(vendors.stage, stageRows),
        ...filesIn(vendors.probe, probeRows),
        ...filesIn(vendors.helper, helperRows),
      ],
      complete: bubblewrap !== undefined && addons.length === targets.length,
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
