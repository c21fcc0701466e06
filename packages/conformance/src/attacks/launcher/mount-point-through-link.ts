import { type Attack, created, onlyOnce, sh } from '../attack.js'

export const attack: Attack = {
  id: 'launcher/mount-point-through-link',
  tries: 'to have the launcher make a mount point outside, through a link that an earlier command left',
  source: 'GHSA-pxhw-h44j-8pfx, CVE-2026-87766 (bubblewrap before 0.12): links to /oldroot are followed',
  rules: { 'w/scratch/old/closed': 'deny', 'w/scratch/out/closed': 'deny' },
  prepare: (stage) => {
    stage.link('w/scratch/old', `/oldroot${stage.at('outside')}`)
    stage.link('w/scratch/out', '../../outside')
  },
  program: sh`mkdir "$S/out/closed" "$S/old/closed"; rm "$S/old" && ln -s "$OUT" "$S/old" && mkdir "$S/old/closed"`,
  succeeded: created,
  control: 'plain',
  alone: {},
  exempt: onlyOnce,
}
