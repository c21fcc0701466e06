import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/move-read-only-subpath',
  tries: 'to move the directory above a read-only one away and build another in its place',
  source: 'srt 4B.2',
  rules: { 'w/a/fixed': 'read' },
  tree: { 'w/a/fixed/file': 'as it was\n' },
  program: sh`mv "$W/a" "$S/old" && mkdir -p "$W/a/fixed" && echo evil > "$W/a/fixed/file"`,
  succeeded: ({ stage }) => stage.read('w/a/fixed/file') !== 'as it was\n',
  control: 'plain',
}
