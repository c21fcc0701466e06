import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/out-of-reopened',
  tries: 'to climb from a reopened directory into the denied one above it',
  source: 'codex `sandbox_reenables_writable_subpaths_after_unreadable_parent`',
  rules: { 'w/closed': 'deny', 'w/closed/open': 'write' },
  tree: { 'w/closed/token': '$TOKEN', 'w/closed/open/': '' },
  program: sh`cd "$W/closed/open" && { cat ../token; mv ../../closed "$S/x"; cat "$S/x/token"; ls ..; cat "$PWD/../token"; }`,
  succeeded: leaked,
  control: 'plain',
}
