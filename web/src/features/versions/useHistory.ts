import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, get } from '../../shared/api/client'
import { useRevision } from '../../shared/api/revision'
import type { Graph, Logged } from './types'

const PAGE = 200

/** So many the server gives at once. */
const MOST = 1000

const pathOf = (branch: string, offset: number, limit = PAGE) =>
  `/api/versions?limit=${limit}&offset=${offset}${branch ? `&branch=${encodeURIComponent(branch)}` : ''}`

/** With those of a later page; a commit that came meanwhile moves the pages, so that one may come twice. */
export function extended(commits: Logged[], more: Logged[]): Logged[] {
  const known = new Set(commits.map((one) => one.id))
  return [...commits, ...more.filter((one) => !known.has(one.id))]
}

interface Loaded {
  /** That it leads to; empty for all. */
  branch: string
  graph: Graph
  commits: Logged[]
  /** How many were asked for. */
  reached: number
}

export interface History {
  loaded: Loaded | null
  error: ApiError | null
  reload: () => void
  /** Loads the next page, where there is one. */
  next: () => void
}

const failed = (cause: unknown) => (cause instanceof ApiError ? cause : new ApiError('unexpected', String(cause), ''))

/** The commits that lead to a branch, or all; page by page, and as far anew when there may be others. */
export function useHistory(branch: string): History {
  const revision = useRevision()
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [tries, setTries] = useState(0)
  const latest = useRef(loaded)
  const asked = useRef<Loaded | null>(null)
  const reload = useCallback(() => setTries((count) => count + 1), [])
  useEffect(() => {
    const stop = new AbortController()
    const reached = Math.min(MOST, latest.current?.branch === branch ? latest.current.reached : PAGE)
    get<Graph>(pathOf(branch, 0, reached), stop.signal)
      .then((graph) => {
        setLoaded({ branch, graph, commits: graph.commits, reached })
        setError(null)
      })
      .catch((cause: unknown) => stop.signal.aborted || setError(failed(cause)))
    return () => stop.abort()
  }, [branch, revision, tries])
  useEffect(() => {
    latest.current = loaded
  }, [loaded])
  const next = useCallback(() => {
    if (!loaded?.graph.more || asked.current === loaded) return
    asked.current = loaded
    get<Graph>(pathOf(branch, loaded.reached))
      .then((graph) =>
        setLoaded((before) =>
          before === loaded
            ? { branch, graph: { ...loaded.graph, more: graph.more }, commits: extended(loaded.commits, graph.commits), reached: loaded.reached + PAGE }
            : before,
        ),
      )
      .catch((cause: unknown) => {
        asked.current = null
        setError(failed(cause))
      })
  }, [branch, loaded])
  return { loaded, error, reload, next }
}
