/** Repositories in a stage, and the traps in them: what git runs outside, later, leaves a mark. */

import type { Outcome } from './attack.js'
import type { Stage } from './runner/stage.js'

const AUTHOR = ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.com'] as const

/** A repository with one commit of these files. */
export function repository(
  stage: Stage,
  files: Readonly<Record<string, string>> = {},
  directory = 'w',
): void {
  stage.directory(directory)
  for (const [path, content] of Object.entries(files)) stage.file(`${directory}/${path}`, content)
  const git = (...args: readonly string[]) => stage.run(directory, 'git', ...AUTHOR, ...args)
  git('init', '-q', '-b', 'main')
  if (Object.keys(files).length > 0) git('add', '-f', ...Object.keys(files))
  git('commit', '-q', '--allow-empty', '-m', 'first')
}

/** The workspace with a submodule `sub`. */
export function submodule(stage: Stage): void {
  repository(stage, {}, 'origin')
  repository(stage)
  stage.run('w', 'git', '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', '../origin', 'sub')
}

/** The workspace as a worktree of a repository elsewhere. */
export function linkedWorktree(stage: Stage, main = 'main'): void {
  repository(stage, {}, main)
  stage.run('', 'mv', 'w/scratch', 'kept')
  stage.run('', 'rmdir', 'w')
  stage.run(main, 'git', 'worktree', 'add', '-q', '-b', 'other', stage.at('w'))
  stage.run('', 'mv', 'kept', 'w/scratch')
}

/** Runs git as people do, in a directory of the stage. Did it run what the attack planted? */
export function sprung(directory: string, ...args: readonly string[]): (outcome: Outcome) => boolean {
  return ({ stage }) => {
    if (!stage.exists(directory)) return false
    stage.run(directory, 'git', ...args)
    return stage.exists('outside/sprung')
  }
}
