import { type Attack, changed, sh } from '../attack.js'

export const attack: Attack = {
  id: 'filesystem/through-chain-of-links',
  tries: 'to write through a chain of relative links, each of which looks harmless',
  source: 'CVE-2025-55130 (permission model of Node)',
  program: sh`cd "$S" && mkdir -p a/b && ln -s .. a/b/up && ln -s a/b/up/up l1 && ln -s l1/../../outside l2
ln -s ../../../../outside a/b/out
echo evil > a/b/out/victim || echo evil > l2/victim`,
  succeeded: changed,
  control: 'plain',
}
