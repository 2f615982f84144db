import type { Finding } from '../../shared/api/types'

const ORDER = ['error', 'warning', 'note']

/** Worst first; within a severity as the checker gave them. */
export function bySeverity(findings: Finding[]): Finding[] {
  return [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity))
}
