/** The questions for a real Windows, asked of Wine: whether they can be asked at all. */

import { READINGS } from '../../../dist/index.js'
import { QUESTIONS, verifyWindows } from '../../windows.verify.ts'
import { guest } from './support.mjs'

await guest(async () => {
  const { findings, reading } = await verifyWindows({ coveredRights: READINGS['all-but-read'] })
  const done = findings.filter(({ answer }) => answer === 'done').map(({ asks }) => asks)
  // Wine fences nothing: what must be refused is done, and noticed.
  const noticed = findings.filter(({ problem }) => problem !== undefined).map(({ asks }) => asks)
  return {
    asked: findings.length === QUESTIONS.length + 1,
    reading,
    work: done.slice(0, 3),
    noticed: noticed.slice(0, 2),
  }
})
