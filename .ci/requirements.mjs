/** Names the tools of the host that a build needs and cannot fetch, with the command that installs them. */

import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** Each need: any of these programs will do. */
const NEEDS = [
  { label: 'a C compiler (cc)', programs: [process.env.CC ?? 'cc', 'gcc', 'clang'] },
  { label: 'CMake (cmake)', programs: ['cmake'] },
  { label: 'a build tool (make or ninja)', programs: ['make', 'ninja'] },
]

const INSTALL_COMMANDS = [
  { ids: ['debian', 'ubuntu'], command: 'apt-get install -y build-essential cmake' },
  { ids: ['fedora', 'rhel', 'centos'], command: 'dnf install -y gcc make cmake' },
  { ids: ['arch'], command: 'pacman -S --needed base-devel cmake' },
  { ids: ['alpine'], command: 'apk add build-base linux-headers cmake' },
  { ids: ['suse', 'opensuse'], command: 'zypper install -y gcc make cmake' },
]

/** What to tell a person when something is missing, else undefined. Only Linux compiles anything. */
export function missingRequirements() {
  if (process.platform !== 'linux') return undefined
  const missing = NEEDS.filter((need) => !need.programs.some(isOnPath)).map((need) => need.label)
  if (missing.length === 0) return undefined
  return {
    message: `missing on this machine: ${missing.join(', ')}`,
    hint: `install with: ${installCommand()}`,
  }
}

/** True when `program` is found in PATH, or is an absolute path that can be run. */
export function isOnPath(program) {
  const [name] = program.split(' ')
  if (isAbsolute(name)) return canRun(name)
  const directories = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return directories.some((directory) => canRunIn(directory, name))
}

/** True when `directory` holds a program of that name. */
export function canRunIn(directory, program) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : ['']
  return endings.some((ending) => canRun(join(directory, `${program}${ending}`)))
}

function canRun(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function installCommand() {
  const names = distributionNames()
  const known = INSTALL_COMMANDS.find(({ ids }) => ids.some((id) => names.includes(id)))
  if (known === undefined) return 'your package manager: a C compiler, make and cmake'
  return process.getuid?.() === 0 ? known.command : `sudo ${known.command}`
}

function distributionNames() {
  try {
    const text = readFileSync('/etc/os-release', 'utf8')
    const values = [...text.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].map((match) => match[1])
    return values.flatMap((value) => value.split(/[\s-]+/))
  } catch {
    return []
  }
}
