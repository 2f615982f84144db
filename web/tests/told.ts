// What the server tells of types, where a test is about something else.
import type { Told } from '../src/model/vocabulary'

export const TOLD: Told = {
  documents: {}, types: [], mixins: [],
  grammar: { type: [], attribute: [], relation: [], target: [], capability: [], endpoint: [], constraint: [] },
}
