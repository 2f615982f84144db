// The shapes of /api/versions, as docs/reference/api.md has them.
import type { DocumentEntry, Finding } from '../../shared/api/types'

export interface Commit {
  id: string
  title: string
  author: string
  email: string
  time: number
  message: string
  parents: string[]
}

/** A commit in the graph, with the lanes around it. */
export interface Logged extends Commit {
  branches: string[]
  tags: string[]
  lane: number
  above: number[]
  ends: number[]
  below: number[]
  begins: number[]
}

export interface Branch {
  name: string
  current: boolean
  commit: Commit
}

export interface Tag {
  name: string
  message: string
  commit: Commit
}

export interface Graph {
  commits: Logged[]
  more: boolean
  head: string
  branch: string
  uncommitted: string[]
  branches: Branch[]
  tags: Tag[]
  remotes: string[]
}

export interface Version extends Commit {
  words: string[]
  files: string[]
}

export type What = 'added' | 'removed' | 'changed'

export interface Change {
  text: string
  what: What
  file: string
  element: string
  was: string
  relation: string
  target: string
}

export interface Compared {
  from: string
  to: string
  words: string[]
  changes: Change[]
  files: { file: string; what: What }[]
  diff: string
}

/** The documents of a commit, or those that are here where `commit` is empty. */
export interface State {
  commit: string
  documents: DocumentEntry[]
  findings: Finding[]
  hosts: Record<string, Record<string, string>>
  texts: Record<string, string>
}

export interface Conflict {
  id: string
  file: string
  element: string
  what: string
  base: string
  ours: string
  theirs: string
  why: string
  own: boolean
}

export type Choice = 'ours' | 'theirs' | { value: string }
export type Choices = Record<string, Choice>

export interface Trial {
  outcome: 'nothing' | 'forward' | 'merge' | 'conflicts' | 'errors'
  base: string
  ours: string
  theirs: string
  asked: Conflict[]
  conflicts: Conflict[]
  findings: Finding[]
  errors: Finding[]
  changes: Change[]
  files: { file: string; what: What }[]
  texts: Record<string, string>
  commit: Commit | null
}

export interface Moved {
  saved: Commit | null
  commit: Commit
  new: boolean
}
