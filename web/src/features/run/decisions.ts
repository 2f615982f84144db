// Which decisions are shown, and where a decision came from.
import type { Decision } from '../../shared/api/run'
import { lookup } from '../../shared/lookup'
import { tellEvent, type Told } from '../../shared/states'

export const GROUPS = ['resources', 'lifecycle', 'deployment', 'rules'] as const
export type Group = (typeof GROUPS)[number]

/** `/resources/flight-delays` is of the group `resources`; what is of none of them stands with the rules. */
export function groupOf({ source }: Decision): Group {
  const first = source.split('/').find(Boolean) ?? ''
  if (first === 'monitoring') return 'lifecycle'
  return GROUPS.find((group) => group === first) ?? 'rules'
}

export const chosen = (decisions: Decision[], groups: Group[]) =>
  groups.length === 0 ? decisions : decisions.filter((one) => groups.includes(groupOf(one)))

export function counts(decisions: Decision[]): Record<Group, number> {
  const found: Record<Group, number> = { resources: 0, lifecycle: 0, deployment: 0, rules: 0 }
  for (const one of decisions) found[groupOf(one)] += 1
  return found
}

/** What a decision led back to, as far as it is still known. */
export const causeOf = (decision: Decision, all: Decision[]) =>
  decision.cause ? all.find((one) => one.id === decision.cause) : undefined

const TOLD: Record<string, Told> = {
  'deployment.desired': { label: 'applied', tone: 'good', icon: 'check' },
  'deployment.routes': { label: 'routes changed', tone: 'calm', icon: 'branch' },
  'rule.fired': { label: 'rule fired', tone: 'calm', icon: 'dot' },
  'model.drifted': { label: 'drifted', tone: 'warn', icon: 'alert' },
  'lifecycle.retrain-requested': { label: 'training asked', tone: 'calm', icon: 'dot' },
  'lifecycle.rollout-requested': { label: 'rollout asked', tone: 'calm', icon: 'dot' },
  'lifecycle.rollback-requested': { label: 'rollback asked', tone: 'calm', icon: 'dot' },
  'cycle.promoting': { label: 'promoting', tone: 'busy', icon: 'progress' },
  'cycle.begun': { label: 'cycle begun', tone: 'busy', icon: 'retry' },
  'training.started': { label: 'training began', tone: 'calm', icon: 'dot' },
  'training.ended': { label: 'training ended', tone: 'calm', icon: 'dot' },
  'cycle.shadow': { label: 'into shadow', tone: 'busy', icon: 'progress' },
  'cycle.canary': { label: 'into canary', tone: 'busy', icon: 'progress' },
  'model.stale': { label: 'stale', tone: 'warn', icon: 'hourglass' },
  'cycle.promoted': { label: 'promoted', tone: 'good', icon: 'star' },
  'cycle.rejected': { label: 'rejected', tone: 'warn', icon: 'cross' },
  'cycle.rolled-back': { label: 'rolled back', tone: 'warn', icon: 'retry' },
  'resources.scaled': { label: 'scaled', tone: 'busy', icon: 'progress' },
  'resources.resized': { label: 'resized', tone: 'busy', icon: 'progress' },
  'resources.migrated': { label: 'migrated', tone: 'busy', icon: 'out' },
  'resources.slept': { label: 'slept', tone: 'calm', icon: 'moon' },
  'resources.woken': { label: 'woken', tone: 'busy', icon: 'sun' },
  'resources.held': { label: 'held', tone: 'warn', icon: 'hourglass' },
  'cycle.held': { label: 'held', tone: 'warn', icon: 'hourglass' },
}

export const tell = (type: string): Told => lookup(TOLD, type) ?? tellEvent(type)
