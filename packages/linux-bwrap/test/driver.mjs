/** What `TestPlace` starts as another user. */

import { drive } from '../../linux-landlock-seccomp/test/support/drive.mjs'
import { plan, run } from '../dist/index.js'

await drive({ plan, run }, ({ details }) => ({ launcher: details.launcher }))
