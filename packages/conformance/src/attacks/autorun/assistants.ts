import type { Attack } from '../attack.js'
import { plant, planted } from '../plant.js'

export const attack: Attack = {
  id: 'autorun/assistants',
  tries: 'to configure another assistant, or to tell it something',
  source: 'srt 4B.1, 12; CVE-2026-25725',
  program: plant('w', [
    '.claude/settings.json',
    '.mcp.json',
    '.cursor/mcp.json',
    '.gemini/settings.json',
    'CLAUDE.md',
    'AGENTS.md',
  ]),
  succeeded: planted('w', [
    '.claude/settings.json',
    '.mcp.json',
    '.cursor/mcp.json',
    '.gemini/settings.json',
    'CLAUDE.md',
    'AGENTS.md',
  ]),
  control: 'plain',
  limit: 'What was allowed.',
}
