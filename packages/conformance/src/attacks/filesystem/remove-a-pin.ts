import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/remove-a-pin',
  tries: 'to empty and remove the directories above a closed path, and then build its own',
  source: 'design page on Linux, pins; codex 10.1.6',
  rules: { 'w/a/b/closed': 'read' },
  tree: { 'w/a/b/closed/file': 'as it was\n' },
  program: sh`rm -rf "$W/a"; mkdir -p "$W/a/b/closed" && echo evil > "$W/a/b/closed/file"`,
  succeeded: ({ stage }) => stage.read('w/a/b/closed/file') !== 'as it was\n',
  control: 'plain',
}
