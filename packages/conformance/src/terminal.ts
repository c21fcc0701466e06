/**
 * A terminal that a test can type into and look at: one tmux window on a private server, with an interactive bash
 * that starts the program under test as its foreground job, as a person would.
 */

import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** How often the screen is looked at while waiting, in milliseconds. */
const LOOK_EVERY = 40
/** How long a marker may take to appear, in milliseconds; generous, because machines are busy. */
const PATIENCE = 20_000
/** Lines of scroll-back that {@link Terminal.screen} includes. */
const HISTORY = '-500'

/** What to run and in what window. */
export interface TerminalOptions {
  /** The program and its arguments, as they reach it. */
  readonly command: readonly string[]
  readonly cwd: string
  readonly columns?: number
  readonly rows?: number
}

/** See the module. */
export interface Terminal {
  /** Type text, then press Enter. */
  line(text: string): Promise<void>
  /** Type text as it is. */
  type(text: string): Promise<void>
  /** Press keys by their tmux names, such as `C-c`, `Escape`, `Enter`. */
  press(...keys: readonly string[]): Promise<void>
  /** The window's text now, with what scrolled away. */
  screen(): Promise<string>
  /** Wait until the window shows the marker; fails with the screen when it never does. */
  shows(marker: RegExp): Promise<string>
  resize(columns: number, rows: number): Promise<void>
  /** Wait until the program ended and the shell outside asks for the next command; the program's exit code. */
  ended(): Promise<number>
  /** End the program and the server, remove the socket. */
  close(): Promise<void>
}

/** True when tmux can be run. */
export async function hasTmux(): Promise<boolean> {
  return await run('tmux', ['-V']).then(
    () => true,
    () => false,
  )
}

/** Start a program in a new terminal. Its own prompt, if it is a shell, is `prompt> `. */
export async function openTerminal(options: TerminalOptions): Promise<Terminal> {
  const place = await mkdtemp(join(tmpdir(), 'sandbox-terminal-'))
  const environment = { ...process.env }
  // Without it a tmux around the test run would be asked instead of ours.
  delete environment.TMUX
  const tmux = async (...args: readonly string[]): Promise<string> => {
    const all = ['-S', join(place, 'socket'), '-f', '/dev/null', ...args]
    return (await run('tmux', all, { env: environment })).stdout
  }
  const close = async (): Promise<void> => {
    await tmux('kill-server').catch(() => undefined)
    await rm(place, { recursive: true, force: true })
  }
  try {
    const startUp = join(place, 'bashrc')
    await writeFile(startUp, bashStartUp(options.command))
    await startWindow(tmux, options, ['bash', '--noprofile', '--rcfile', startUp, '-i'])
  } catch (error) {
    await close()
    throw error
  }
  return { ...controls(tmux), close }
}

type Tmux = (...args: readonly string[]) => Promise<string>

/** The prompt of the shell outside tells the code of the last command. */
const OUTSIDE_PROMPT = /\[(\d+)\] outside>\s*$/

function bashStartUp(command: readonly string[]): string {
  const words = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  return `PS1='[$?] outside> '\nexport HISTFILE=\nrun() { PS1='prompt> ' ${words}; }\n`
}

async function startWindow(tmux: Tmux, options: TerminalOptions, shell: readonly string[]): Promise<void> {
  const { columns = 80, rows = 24, cwd } = options
  const size = ['-x', String(columns), '-y', String(rows)]
  const configuration = ['set-option', '-g', 'status', 'off', ';']
  await tmux(...configuration, 'new-session', '-d', ...size, '-c', cwd, '--', ...shell)
  const { shows, line } = controls(tmux)
  await shows(OUTSIDE_PROMPT)
  await line('run')
}

function controls(tmux: Tmux): Omit<Terminal, 'close'> {
  const screen = (): Promise<string> => tmux('capture-pane', '-p', '-J', '-S', HISTORY)
  const type = async (text: string): Promise<void> => {
    await tmux('send-keys', '-l', '--', text)
  }
  const press = async (...keys: readonly string[]): Promise<void> => {
    await tmux('send-keys', '--', ...keys)
  }
  return {
    screen,
    type,
    press,
    line: async (text) => {
      await type(text)
      await press('Enter')
    },
    shows: (marker) =>
      waitFor(screen, (text) => (marker.test(text) ? text : undefined), `the screen never showed ${marker}`),
    resize: async (columns, rows) => {
      await tmux('resize-window', '-x', String(columns), '-y', String(rows))
    },
    ended: async () => {
      const code = (text: string): string | undefined => OUTSIDE_PROMPT.exec(text)?.[1]
      return Number(await waitFor(screen, code, 'the program never ended'))
    },
  }
}

async function waitFor<T>(
  look: () => Promise<string>,
  judge: (text: string) => T | undefined,
  complaint: string,
): Promise<T> {
  const deadline = Date.now() + PATIENCE
  for (;;) {
    const text = await look()
    const found = judge(text)
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`${complaint}; it shows:\n${text.trimEnd()}`)
    await delay(LOOK_EVERY)
  }
}
