/** Conditions about `prlimit64`, which sets limits of its caller and of other processes, and reads them. */

import { arg32, arg64, constant, oneOf } from '../expression/build.js'

export const isSelf = oneOf(arg32(0, 'pid'), constant('the caller (0)', 0))
export const isQuestion = oneOf(arg64(2, 'new limits'), constant('none (0)', 0n))
