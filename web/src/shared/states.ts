// How each state of a component is told: never by colour alone.
import type { IconName } from './icons'
import { lookup } from './lookup'

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'calm'

export interface Told {
  label: string
  tone: Tone
  icon: IconName
}

const TOLD: Record<string, Told> = {
  ready: { label: 'Ready', tone: 'good', icon: 'check' },
  done: { label: 'Done', tone: 'calm', icon: 'check' },
  starting: { label: 'Starting', tone: 'busy', icon: 'progress' },
  stopping: { label: 'Stopping', tone: 'busy', icon: 'progress' },
  pending: { label: 'Pending', tone: 'calm', icon: 'hourglass' },
  unready: { label: 'Not ready', tone: 'warn', icon: 'alert' },
  'backing-off': { label: 'Backing off', tone: 'warn', icon: 'retry' },
  stopped: { label: 'Stopped', tone: 'calm', icon: 'stop' },
  failed: { label: 'Failed', tone: 'bad', icon: 'cross' },
}

const ABSENT: Told = { label: 'Planned', tone: 'calm', icon: 'stop' }

export function tellState(state: string | undefined): Told {
  if (state === undefined) return ABSENT
  return lookup(TOLD, state) ?? { label: state, tone: 'calm', icon: 'alert' }
}

const STAGES: Record<string, Told> = {
  champion: { label: 'champion', tone: 'good', icon: 'star' },
  challenger: { label: 'challenger', tone: 'busy', icon: 'progress' },
  final: { label: 'final', tone: 'busy', icon: 'check' },
  draft: { label: 'draft', tone: 'calm', icon: 'dot' },
  retired: { label: 'retired', tone: 'calm', icon: 'stop' },
}

/** How far a version of a model has come. */
export const tellStage = (stage: string): Told => lookup(STAGES, stage) ?? { label: stage, tone: 'busy', icon: 'progress' }

const RUNS: Record<string, Told> = {
  queued: { label: 'queued', tone: 'calm', icon: 'hourglass' },
  running: { label: 'running', tone: 'busy', icon: 'progress' },
  ok: { label: 'finished', tone: 'good', icon: 'check' },
  failed: { label: 'failed', tone: 'bad', icon: 'cross' },
  cancelled: { label: 'cancelled', tone: 'calm', icon: 'stop' },
  interrupted: { label: 'interrupted', tone: 'warn', icon: 'alert' },
  damaged: { label: 'damaged', tone: 'bad', icon: 'alert' },
}

/** How far a training run has come. */
export const tellRun = (status: string): Told => lookup(RUNS, status) ?? { label: status, tone: 'busy', icon: 'progress' }

/** For how many a training waits in line, and which of them goes on. */
export const inLine = (behind: string[]): string =>
  behind.length > 1 ? `behind ${behind[0]} and ${behind.length - 1} more` : `behind ${behind[0] ?? 'others'}`

const WORKS: Record<string, string> = {
  reading: 'Reading and preparing the rows',
  training: 'Training the candidates',
  registering: 'Writing bundle and report, registering and measuring the model',
  over: 'The run has ended',
}

/** What a training run does at a stage. */
export const workOf = (stage: string): string => lookup(WORKS, stage) ?? stage

const TASKS: Record<string, Told> = {
  waiting: { label: 'waiting', tone: 'calm', icon: 'hourglass' },
  finished: { label: 'finished', tone: 'good', icon: 'check' },
  failed: { label: 'failed', tone: 'bad', icon: 'cross' },
  rejected: { label: 'rejected', tone: 'bad', icon: 'cross' },
  stopped: { label: 'stopped', tone: 'calm', icon: 'stop' },
}

/** Where a candidate is on its way; what is not here is work that goes on. */
export const tellTask = (state: string): Told => lookup(TASKS, state) ?? { label: state, tone: 'busy', icon: 'progress' }

const BAD = ['failed', 'exited', 'lost', 'rejected', 'refused']
const WARN = ['backing-off', 'unready', 'restarted', 'killed', 'stopped', 'destroyed']
const GOOD = ['ready', 'promoted', 'registered', 'finished', 'done', 'desired', 'applied']

/** How an event's type is told, from its last word: `component.backing-off` warns. */
export function tellEvent(type: string): Told {
  const verb = type.slice(type.lastIndexOf('.') + 1)
  const label = verb.replaceAll('-', ' ')
  if (BAD.includes(verb)) return { label, tone: 'bad', icon: 'cross' }
  if (WARN.includes(verb)) return { label, tone: 'warn', icon: 'retry' }
  if (GOOD.includes(verb)) return { label, tone: 'good', icon: 'check' }
  return { label, tone: 'calm', icon: 'dot' }
}

/** Why something cannot be run before its documents are put right; empty where nothing is wrong. */
export const beforehand = (problem: string): string => problem && `It has to be put right before: ${problem}`
