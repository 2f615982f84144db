// Fixes as requests: which documents they are against, and what a refusal says.

import type { Edit, Edited, Fix } from '../../shared/api/types'

interface EditRequest {
  edits: Edit[]
  against: Record<string, string>
}

/** The request that applies a fix, with the digests of the documents that it edits. */
export function requestOf(fix: Fix, digests: Record<string, string>): EditRequest {
  const files = [...new Set(fix.edits.map((edit) => edit.file))]
  const known = files.flatMap((file) => (digests[file] === undefined ? [] : [[file, digests[file]] as const]))
  return { edits: fix.edits, against: Object.fromEntries(known) }
}

/** Why edits were refused, in a sentence; empty where they were applied. */
export function refusal(edited: Edited): string {
  if (edited.applied) return ''
  const [first, ...more] = edited.findings
  if (!first) return 'The edit was refused.'
  return `Refused: ${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}`
}
