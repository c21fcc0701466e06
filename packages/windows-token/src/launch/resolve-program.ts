/** Finds the program of a command by the command's own PATH and PATHEXT, and by nothing that this process knows. */

import { win32 } from 'node:path'
import { batchFile, programAmbiguous } from '../errors.js'
import { type Environment, variable } from './environment-block.js'

/** The command, and a look at its files. */
export interface ProgramRequest {
  readonly program: string
  /** Absolute. */
  readonly cwd: string
  readonly environment: Environment
  /** True for an existing path that is no directory. */
  readonly isFile: (path: string) => boolean
}

const DEFAULT_EXTENSIONS = '.COM;.EXE;.BAT;.CMD'

/**
 * The path of the program, spelled as it was found; undefined when there is none.
 *
 * THREAT: Windows looks into the working directory first, where an earlier command may have put a `git.exe`. Here a bare
 * name is looked for in PATH only.
 *
 * @throws SandboxError `PROGRAM_AMBIGUOUS`, `BATCH_FILE`
 * @example resolveProgram({ program: 'node', cwd: 'C:\\w', environment: { PATH: 'C:\\node' }, isFile })
 */
export function resolveProgram(request: ProgramRequest): string | undefined {
  const { environment, isFile } = request
  const extensions = extensionsOf(environment)
  for (const place of placesOf(request)) {
    const found = namesAt(place, extensions).find(isFile)
    if (found === undefined) continue
    if (/\.(?:bat|cmd)$/i.test(found)) throw batchFile(found)
    return found
  }
  return undefined
}

/** What a program at a place may be called, in the order of Windows. */
function namesAt(place: string, extensions: readonly string[]): readonly string[] {
  const own = win32.extname(place).toLowerCase()
  if (extensions.some((each) => each.toLowerCase() === own)) return [place]
  const longer = extensions.map((each) => `${place}${each}`)
  // `python3.12` may be the whole name, or `python3.12.exe`. A name without any dot comes last.
  return own === '' ? [...longer, place] : [place, ...longer]
}

function placesOf({ program, cwd, environment }: ProgramRequest): readonly string[] {
  if (/^[A-Za-z]:(?![\\/])/.test(program) || /^[\\/](?![\\/])/.test(program)) throw programAmbiguous(program)
  if (win32.isAbsolute(program)) return [program]
  if (/[\\/]/.test(program)) return [win32.join(cwd, program)]
  const entries = (variable(environment, 'PATH') ?? '')
    .split(';')
    .map((entry) => entry.replace(/^"(.*)"$/, '$1'))
  // An entry that depends on the working directory or the current drive is a place where a command could plant.
  return entries.filter(isWhole).map((entry) => win32.join(entry, program))
}

function isWhole(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path) || /^[\\/]{2}[^\\/]/.test(path)
}

function extensionsOf(environment: Environment): readonly string[] {
  const listed = (variable(environment, 'PATHEXT') ?? DEFAULT_EXTENSIONS)
    .split(';')
    .map((each) => each.trim())
  return listed.filter((each) => each.startsWith('.'))
}
