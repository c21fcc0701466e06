import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/swap-workspace',
  tries: 'to put a link in the place of its own workspace, for the next run to bind',
  source: 'srt 4B.2; CVE-2024-42472',
  program: sh`mv "$W" "$STAGE/gone" && ln -s "$OUT" "$W"`,
  succeeded: ({ stage }) => stage.exists('gone'),
  control: 'plain',
}
