import type { Finding, Severity } from '../api/types'
import type { Told } from '../states'

const ORDER = ['error', 'warning', 'note']

export const SEVERITY: Record<Severity, Told> = {
  error: { label: 'Error', tone: 'bad', icon: 'cross' },
  warning: { label: 'Warning', tone: 'warn', icon: 'alert' },
  note: { label: 'Note', tone: 'busy', icon: 'note' },
}

/** Worst first; within a severity as the checker gave them. */
export function bySeverity<One extends Finding>(findings: One[]): One[] {
  return [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity))
}

export const worst = (findings: Finding[]): Severity | null => bySeverity(findings)[0]?.severity ?? null

export const fileOf = (finding: Finding) => finding.position.split(':').slice(0, -2).join(':')
