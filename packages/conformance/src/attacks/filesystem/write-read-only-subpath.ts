import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/write-read-only-subpath',
  tries: 'to write below a read rule inside its workspace',
  source: 'codex 2.7',
  rules: { 'w/fixed': 'read' },
  tree: { 'w/fixed/file': 'as it was\n' },
  program: sh`echo evil > "$W/fixed/file"; chmod -R u+w "$W/fixed"; echo evil >> "$W/fixed/file"`,
  succeeded: ({ stage }) => stage.read('w/fixed/file') !== 'as it was\n',
  control: 'plain',
}
