import { useEffect, useRef, useState } from 'react'
import { ApiError, applicationPath, get } from './client'
import type { Resource } from './resource'
import type { Story } from './run'
import { useLive } from './useLive'

/** Shortest time between two questions, in ms. */
const APART = 900

/**
 * The story of a run, asked for again whenever the live feed tells that time went on: while nobody looks at the
 * page, while the connection is lost and while an answer is awaited, nothing is asked.
 */
export function useStory(application: string, seconds: number): Resource<Story> {
  const path = `${applicationPath(application)}/run?seconds=${seconds}`
  const beat = useLive((live) => live.status?.time ?? 0)
  const [data, setData] = useState<Story | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [tries, setTries] = useState(0)
  const asked = useRef({ path: '', at: 0, busy: false })
  useEffect(() => {
    const fresh = asked.current.path !== path
    const soon = performance.now() - asked.current.at < APART
    if (!fresh && (asked.current.busy || soon || document.hidden)) return
    const mine = { path, at: performance.now(), busy: true }
    asked.current = mine
    get<Story>(path)
      .then((story) => {
        if (asked.current !== mine) return
        setData(story)
        setError(null)
      })
      .catch((cause: unknown) => {
        if (asked.current !== mine) return
        setError(cause instanceof ApiError ? cause : new ApiError('unexpected', String(cause), ''))
      })
      .finally(() => {
        mine.busy = false
      })
  }, [path, beat, tries])
  const reload = () => {
    asked.current = { path: '', at: 0, busy: false }
    setTries((count) => count + 1)
  }
  return { data, error, reload }
}
