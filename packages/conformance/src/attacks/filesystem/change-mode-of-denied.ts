import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/change-mode-of-denied',
  tries: 'to give itself the right to read what is denied',
  source: 'codex `cleanup_protected_create_targets`: chmod of a mask',
  rules: { 'w/closed': 'deny' },
  tree: { 'w/closed/token': '$TOKEN' },
  program: sh`chmod 777 "$W/closed" "$SECRET" "$STAGE/secret"; cat "$W/closed/token" "$SECRET"`,
  succeeded: leaked,
  control: 'plain',
}
