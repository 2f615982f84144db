import { expect, it } from 'vitest'
import { flowOf } from '../src/graph/flow'

it.each([
  ['publisher', { publishes: 'departures', outcomes: 'arrivals' }, ['departures', 'arrivals'], 'forward'],
  ['writer', { consumes: ['predictions', 'arrivals'] }, ['predictions'], 'back'],
  ['processor', { consumes: 'departures', produces: 'predictions' }, ['departures', 'predictions'], 'both'],
  ['processor', { consumes: 'departures' }, [], 'forward'],
  ['page', {}, [], 'back'],
] as const)('%s with %o over %o runs %s', (role, attributes, topics, flow) => {
  expect(flowOf(role, attributes, [...topics])).toBe(flow)
})
