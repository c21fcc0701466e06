import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'leftovers/link-on-the-way',
  tries: 'to have the end of a run remove something else, by a link in the way of what it made',
  source: 'CVE-2026-39861; CVE-2024-42472',
  rules: { 'w/scratch/deep/closed': 'deny' },
  tree: { 'w/scratch/deep/': '', 'outside/closed/': '' },
  program: sh`mv "$S/deep" "$S/old" && ln -s ../../outside "$S/deep" && rmdir "$S/deep/closed"`,
  succeeded: ({ stage }) => !stage.exists('outside/closed'),
  control: 'plain',
}
