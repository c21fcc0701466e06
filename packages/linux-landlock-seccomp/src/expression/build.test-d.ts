/** The width of an argument is part of its type: these lines compile, or must not. */

import { anyBit, arg32, arg64, constant, except64, masked, oneOf, union32 } from './build.js'

oneOf(arg32(0, 'family'), constant('AF_UNIX', 1))
oneOf(arg64(0, 'flags'), constant('CLONE_NEWUSER', 0x10000000n))
anyBit(masked(arg32(1, 'type'), constant('0xf', 0xf)), union32(constant('a', 1), constant('b', 2)))
anyBit(arg64(0, 'flags'), except64(constant('a', 1n)))

// @ts-expect-error 64 bits of an argument are not compared with a 32-bit constant
oneOf(arg64(0, 'flags'), constant('CLONE_NEWUSER', 0x10000000))
// @ts-expect-error nor 32 bits with a 64-bit one
anyBit(arg32(0, 'flags'), constant('CLONE_NEWUSER', 0x10000000n))
// @ts-expect-error a mask has the width of what it masks
masked(arg32(0, 'type'), constant('0xf', 0xfn))
// @ts-expect-error there are six arguments
arg32(6, 'seventh')
