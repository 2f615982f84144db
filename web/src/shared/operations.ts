// How plans, operations and prices are told.
import type { Operation, Review, Stage, Verb } from './api/operate'
import { lookup } from './lookup'
import type { Told } from './states'

const VERBS: Record<Verb, Told> = {
  start: { label: 'start', tone: 'good', icon: 'plus' },
  replace: { label: 'replace', tone: 'warn', icon: 'retry' },
  adjust: { label: 'adjust', tone: 'busy', icon: 'wand' },
  stop: { label: 'stop', tone: 'bad', icon: 'stop' },
}

export const tellVerb = (verb: Verb): Told => VERBS[verb]

/** A step that only moves is told as one. */
export const moves = (before: string, after: string) => before !== '' && after !== '' && before !== after

const STAGES: Record<Stage, Told> = {
  asked: { label: 'asked for', tone: 'busy', icon: 'hourglass' },
  begun: { label: 'looks', tone: 'busy', icon: 'progress' },
  preparing: { label: 'prepares', tone: 'busy', icon: 'progress' },
  waiting: { label: 'under way', tone: 'busy', icon: 'progress' },
  done: { label: 'done', tone: 'good', icon: 'check' },
  failed: { label: 'failed', tone: 'bad', icon: 'cross' },
  interrupted: { label: 'interrupted', tone: 'warn', icon: 'alert' },
}

export const tellStage = (stage: Stage): Told => STAGES[stage]

const STATES: Record<string, Told> = {
  failing: { label: 'Failing', tone: 'bad', icon: 'cross' },
  stuck: { label: 'Last order failed', tone: 'bad', icon: 'alert' },
  changing: { label: 'Changing', tone: 'busy', icon: 'progress' },
  broken: { label: 'Documents have errors', tone: 'warn', icon: 'alert' },
  well: { label: 'Well', tone: 'good', icon: 'check' },
  absent: { label: 'Not deployed', tone: 'calm', icon: 'stop' },
}

export const tellGlance = (state: string): Told => lookup(STATES, state) ?? { label: state, tone: 'calm', icon: 'dot' }

export function ordered({ to, at }: Pick<Operation, 'to' | 'at'>): string {
  if (to === 'model' && at) return `Apply the model at ${at}`
  return { model: 'Apply the model', previous: 'Go back to what ran before', nothing: 'Destroy' }[to]
}

/** How far an order is; before anything is known of the components, what is waited for. */
export function progress(to: Operation['to'], ready: number, all: number): string {
  if (all > 0) return `${ready} of ${all} ready`
  return to === 'nothing' ? 'nothing of it runs any more' : 'starting the agent'
}

/** Whether an order for the same goes on. */
export const goesOn = (operations: Operation[], { to, at }: Pick<Operation, 'to' | 'at'>) =>
  operations.some((one) => !one.over && one.to === to && one.at === at)

const PLURAL: Record<Verb, string> = { start: 'to start', replace: 'to replace', adjust: 'to adjust', stop: 'to stop' }

/** `2 to start, 1 to replace, 1 moves`. */
export function gist({ actions }: Pick<Review, 'actions'>): string {
  const counts = (['start', 'replace', 'adjust', 'stop'] as const).flatMap((verb) => {
    const count = actions.filter((one) => one.verb === verb).length
    return count > 0 ? [`${count} ${PLURAL[verb]}`] : []
  })
  const moved = actions.filter((one) => moves(one.before, one.after)).length
  if (moved > 0) counts.push(`${moved} of them ${moved === 1 ? 'moves' : 'move'}`)
  return counts.join(', ')
}

/** A price in the one currency of the workspace. */
export function price(value: number): string {
  if (value === 0) return '0'
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 1 ? 2 : 4).replace(/0+$/, '').replace(/\.$/, '')
}

/** `+12`, `−3.5` or nothing. */
export function priceChange(before: number, after: number): string {
  const change = after - before
  if (Math.abs(change) < 1e-9) return ''
  return `${change > 0 ? '+' : '−'}${price(Math.abs(change))}`
}
