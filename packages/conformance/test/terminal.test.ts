/** Interactive programs behave in the sandbox as they do without it: every scenario runs both ways. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findProgram } from '../src/find-program.js'
import { hasTmux, openTerminal, type Terminal } from '../src/terminal.js'

const CLI = fileURLToPath(new URL('../../cli/bin/sandbox.js', import.meta.url))
const SHELL = ['bash', '--norc', '--noprofile', '-i'] as const
const TEST_TIMEOUT = 90_000

const tmux = await hasTmux()
const whyNot =
  process.platform !== 'linux'
    ? 'this platform has no backend yet'
    : tmux
      ? undefined
      : 'tmux is not installed'

const WAYS = [
  { way: 'without the sandbox', prefix: [] },
  { way: 'in the sandbox', prefix: [process.execPath, CLI, '--'] },
]

describe.each(WAYS)('$way', { timeout: TEST_TIMEOUT }, ({ prefix }) => {
  let cwd: string
  let terminal: Terminal | undefined

  async function open(...command: readonly string[]): Promise<Terminal> {
    terminal = await openTerminal({ command: [...prefix, ...command], cwd })
    return terminal
  }

  beforeEach(async (context) => {
    context.skip(whyNot !== undefined, whyNot)
    cwd = await mkdtemp(join(tmpdir(), 'sandbox-terminal-test-'))
  })

  afterEach(async () => {
    await terminal?.close()
    terminal = undefined
    if (cwd !== undefined) await rm(cwd, { recursive: true, force: true })
  })

  test('bash reads lines, has job control and gives its exit code', async () => {
    const bash = await open(...SHELL)
    await bash.shows(/prompt>/)
    await bash.line('echo "sum: $((20 + 22)) $(test -t 0 && echo terminal)"')
    expect(await bash.shows(/sum: 42 terminal/)).not.toMatch(/no job control|cannot set terminal/)
    await bash.line('exit 7')
    expect(await bash.ended()).toBe(7)
  })

  test('vim edits and saves a file', async (context) => {
    const vim = await findProgram('vim', 'vim.tiny', 'vi')
    context.skip(vim === undefined, 'vim is not installed')
    const editor = await open(vim ?? 'vim', '-u', 'NONE', '-i', 'NONE', '-N', 'note.txt')
    await editor.shows(/note\.txt/)
    await editor.type('ifirst line')
    await editor.press('Enter')
    await editor.type('second line')
    await editor.press('Escape')
    await editor.shows(/first line\nsecond line/)
    await editor.line(':wq')
    expect(await editor.ended()).toBe(0)
    expect(await readFile(join(cwd, 'note.txt'), 'utf8')).toBe('first line\nsecond line\n')
  })

  test('top draws, listens to keys and leaves', async (context) => {
    context.skip((await findProgram('top')) === undefined, 'top is not installed')
    const top = await open('top')
    await top.shows(/load average[\s\S]*PID[\s\S]*COMMAND/)
    await top.press('h')
    await top.shows(/Help for Interactive Commands/)
    await top.press('Escape')
    await top.shows(/load average/)
    await top.press('q')
    expect(await top.ended()).toBe(0)
  })

  test('a program that traps Ctrl-C goes on running', async () => {
    const script = `trap 'echo caught' INT; echo ready; until [ -e stop ]; do sleep 0.05; done; exit 3`
    const program = await open('bash', '-c', script)
    await program.shows(/ready/)
    await program.press('C-c')
    await program.shows(/caught/)
    await program.press('C-c')
    await program.shows(/caught[\s\S]*caught/)
    await writeFile(join(cwd, 'stop'), '')
    expect(await program.ended()).toBe(3)
  })

  test('Ctrl-C ends a program that does not trap it, and only that program', async () => {
    const bash = await open(...SHELL)
    await bash.shows(/prompt>/)
    await bash.line('sh -c \'echo run""ning; exec sleep 1000\'')
    await bash.shows(/running/)
    await bash.press('C-c')
    await bash.line('echo "code: $?"')
    await bash.shows(/code: 130/)
  })

  test('Ctrl-Z stops a job of the shell inside and fg brings it back', async () => {
    const bash = await open(...SHELL)
    await bash.shows(/prompt>/)
    // What is typed while the shell still edits its line would reach the program without a line's end.
    await bash.line('echo rea""dy; cat')
    await bash.shows(/\nready\n/)
    await bash.line('one')
    await bash.shows(/one\none/)
    await bash.press('C-z')
    await bash.shows(/Stopped/)
    await bash.line('echo "in the $(echo shell)"')
    await bash.shows(/in the shell\n/)
    await bash.line('fg')
    await bash.shows(/fg\ncat\n/)
    await bash.line('two')
    await bash.shows(/two\ntwo/)
    await bash.press('C-d')
    await bash.line('echo "left: $?"')
    await bash.shows(/left: 0/)
  })

  test('Ctrl-Z in a shell outside stops the whole command and fg continues it', async () => {
    const outside = await open('sh', '-c', 'echo ready; exec cat')
    await outside.shows(/\nready\n/)
    await outside.line('one')
    await outside.shows(/one\none/)
    await outside.press('C-z')
    await outside.shows(/Stopped[\s\S]*outside>/)
    await outside.line('fg')
    await outside.shows(/fg\n.+\n/)
    await outside.line('two')
    await outside.shows(/two\ntwo/)
    await outside.press('C-d')
    expect(await outside.ended()).toBe(0)
  })

  test('a program sees the new size when the window is resized', async () => {
    const script = `trap 'echo "now: $(stty size)"' WINCH; echo "at first: $(stty size)"; until [ -e stop ]; do sleep 0.05; done`
    const program = await open('bash', '-c', script)
    await program.shows(/at first: 24 80/)
    await program.resize(100, 30)
    await program.shows(/now: 30 100/)
    await writeFile(join(cwd, 'stop'), '')
    expect(await program.ended()).toBe(0)
  })
})

describe('in the sandbox only', { timeout: TEST_TIMEOUT }, () => {
  const sandbox = [process.execPath, CLI, '--'].join(' ')
  let cwd: string
  let terminal: Terminal | undefined
  beforeEach(async (context) => {
    context.skip(whyNot !== undefined, whyNot)
    cwd = await mkdtemp(join(tmpdir(), 'sandbox-terminal-test-'))
  })
  afterEach(async () => {
    await terminal?.close()
    terminal = undefined
    if (cwd !== undefined) await rm(cwd, { recursive: true, force: true })
  })

  test('a signal to its whole process group reaches nothing outside', async () => {
    const script = `trap 'echo reached' USR1; ${sandbox} sh -c 'kill -USR1 0'; echo "code: $?"; read -r line; echo "read: $line"`
    terminal = await openTerminal({ command: ['bash', '-c', script], cwd })
    const screen = await terminal.shows(/code: \d+/)
    expect(screen).toMatch(/code: 138/)
    expect(screen).not.toMatch(/reached/)
    // The script has the terminal again.
    await terminal.line('hello')
    await terminal.shows(/read: hello/)
  })

  test('a command in the background does not take the terminal', async () => {
    terminal = await openTerminal({ command: SHELL, cwd })
    await terminal.shows(/prompt>/)
    await terminal.line(`${sandbox} sh -c 'echo started > ready; sleep 1000' &`)
    await terminal.line('until [ -e ready ]; do sleep 0.05; done; echo "still: $((40 + 2))"; kill %1')
    await terminal.shows(/still: 42/)
  })
})
