import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/pipelines',
  tries: 'to change what runs on the machines of others',
  source: 'srt 4B.1, 12',
  program: plant('w', ['.github/workflows/x.yml', '.gitlab-ci.yml', 'Jenkinsfile']),
  succeeded: planted('w', ['.github/workflows/x.yml', '.gitlab-ci.yml', 'Jenkinsfile']),
  control: 'plain',
  limit: 'What was allowed.',
}
