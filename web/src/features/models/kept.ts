import type { Edited } from '../../shared/api/types'

/** Whether what was done is kept in a commit, as the end of a sentence; else why not. */
export function kept({ commit, uncommitted }: Pick<Edited, 'commit' | 'uncommitted'>): string {
  if (commit) return ' and committed.'
  return uncommitted ? `, but is in no commit: ${uncommitted}.` : ', but nothing here is versioned; begin with: stratum init .'
}
