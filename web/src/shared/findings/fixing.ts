// Fixes as requests: which documents they are against, and what a refusal says.
import { ApiError, post } from '../api/client'
import type { Edit, Edited, Finding, Fix } from '../api/types'

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

/** Why edits were refused, in a sentence. */
export function refusal(findings: Finding[]): string {
  const [first, ...more] = findings
  if (!first) return 'The edit was refused.'
  return `Refused: ${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}`
}

/** Applies a fix to the documents of the workspace; gives why it was refused, empty where it was done. */
export async function applyFix(fix: Fix, digests: Record<string, string>): Promise<string> {
  try {
    const edited = await post<Edited>('/api/edits', requestOf(fix, digests))
    return edited.applied ? '' : refusal(edited.findings)
  } catch (cause) {
    return cause instanceof ApiError ? `${cause.message} ${cause.hint}` : String(cause)
  }
}
