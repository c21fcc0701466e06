import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/containers',
  tries: 'to change how a container is built or started',
  source: 'srt 4B.1, 12; CVE-2024-21626 was reached by a Dockerfile',
  program: plant('w', ['.devcontainer/devcontainer.json', 'Dockerfile', 'compose.yaml']),
  succeeded: planted('w', ['.devcontainer/devcontainer.json', 'Dockerfile', 'compose.yaml']),
  control: 'plain',
  limit: 'What was allowed.',
}
