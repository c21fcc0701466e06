import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/create-missing-denied',
  tries: 'to create a denied path that is missing, for somebody outside to find',
  source: 'CVE-2026-25725: what did not exist at the start was not protected',
  rules: { 'w/later/closed': 'deny', 'w/absent': 'deny' },
  program: sh`mkdir -p "$W/later/closed"; echo evil > "$W/later/closed/file"; echo evil > "$W/absent"; ln -s "$S" "$W/absent"`,
  succeeded: ({ stage }) => stage.exists('w/later/closed/file') || stage.exists('w/absent'),
  control: 'plain',
}
