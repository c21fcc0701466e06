import { TestPlace } from './place.js'
import { testSystemCalls } from './support/system-calls.js'

testSystemCalls((user) => new TestPlace(user))
