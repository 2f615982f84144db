// A cycle as the steps that it takes: what was done, what goes on, what is left, where it ended early.
import type { Cycle, Step } from '../../shared/api/run'
import { lookup } from '../../shared/lookup'
import type { Tone } from '../../shared/states'

export type Standing = 'done' | 'now' | 'next' | 'skipped' | 'ended'

export interface Stair {
  key: string
  title: string
  standing: Standing
  tone: Tone
  /** The last that happened there. */
  step: Step | null
}

const STAIRS: { key: string; title: string; stages: string[] }[] = [
  { key: 'stale', title: 'Stale', stages: ['stale', 'begun'] },
  { key: 'training', title: 'Training', stages: ['training', 'trained', 'registered'] },
  { key: 'judged', title: 'Judged', stages: ['judged'] },
  { key: 'shadow', title: 'Shadow', stages: ['shadow'] },
  { key: 'canary', title: 'Canary', stages: ['canary'] },
]

const ENDS: Record<string, { title: string; tone: Tone }> = {
  promoted: { title: 'Promoted', tone: 'good' },
  rejected: { title: 'Rejected', tone: 'warn' },
  'rolled-back': { title: 'Rolled back', tone: 'warn' },
  failed: { title: 'Failed', tone: 'bad' },
}

export const endOf = (stage: string) => lookup(ENDS, stage)

const lastOf = (steps: Step[], stages: string[]) => steps.filter((step) => stages.includes(step.stage)).at(-1) ?? null

/** Of several events of a stair the one that says most: why it is stale, what the training gave. */
const telling = (cycle: Cycle, stages: string[]): Step | null =>
  lastOf(cycle.steps, stages.filter((stage) => stage === 'stale' || stage === 'trained')) ?? lastOf(cycle.steps, stages)

export function stairs(cycle: Cycle): Stair[] {
  const end = endOf(cycle.stage)
  const current = STAIRS.findIndex(({ stages }) => stages.includes(cycle.stage))
  const taken = STAIRS.map(({ stages }) => lastOf(cycle.steps, stages) !== null)
  const middle = STAIRS.map(({ key, title, stages }, index): Stair => {
    const step = telling(cycle, stages)
    if (!end && index === current) return { key, title, standing: 'now', tone: 'busy', step }
    if (taken[index]) return { key, title, standing: 'done', tone: 'good', step }
    // What stands before something that happened was passed without a word.
    const passed = taken.slice(index + 1).some(Boolean) || cycle.stage === 'promoting'
    const standing = passed || end ? 'skipped' : 'next'
    return { key, title, standing, tone: 'calm', step: null }
  })
  return [...middle, endStair(cycle)]
}

function endStair(cycle: Cycle): Stair {
  const end = endOf(cycle.stage)
  const step = lastOf(cycle.steps, [cycle.stage])
  if (end) return { key: 'end', title: end.title, standing: 'ended', tone: end.tone, step }
  const now = cycle.stage === 'promoting'
  return { key: 'end', title: 'Promoted', standing: now ? 'now' : 'next', tone: now ? 'busy' : 'calm', step: now ? step : null }
}

/** Why it waits, where it does: the last thing that happened was that nothing was done. */
export const heldBy = (cycle: Cycle): Step | null => {
  const last = cycle.steps.at(-1)
  return last?.stage === 'held' ? last : null
}

export interface Tally {
  promoted: number
  stopped: number
}

/** How many cycles ended well, and how many ended early. */
export function tally(cycles: Cycle[]): Tally {
  const over = cycles.filter((cycle) => cycle.over)
  const promoted = over.filter((cycle) => cycle.stage === 'promoted').length
  return { promoted, stopped: over.length - promoted }
}
