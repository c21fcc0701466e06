/** What the tests of the backend start as another user. */

import { plan, run } from '../dist/index.js'
import { drive } from './support/drive.mjs'

await drive({ plan, run }, ({ warnings, temporary }) => ({ warnings, temporary }))
