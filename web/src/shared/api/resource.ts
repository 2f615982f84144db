import { useCallback, useEffect, useState } from 'react'
import { ApiError, get } from './client'

export interface Resource<Answer> {
  data: Answer | null
  error: ApiError | null
  reload: () => void
}

interface Loaded<Answer> {
  path: string
  data: Answer | null
  error: ApiError | null
}

/**
 * Loads `path` and again whenever `generation` changes. What was loaded before stays visible
 * while the same path is loaded again, so that nothing flickers.
 */
export function useResource<Answer>(path: string, generation = 0): Resource<Answer> {
  const [loaded, setLoaded] = useState<Loaded<Answer> | null>(null)
  const [tries, setTries] = useState(0)
  const reload = useCallback(() => setTries((count) => count + 1), [])
  useEffect(() => {
    const stop = new AbortController()
    get<Answer>(path, stop.signal)
      .then((data) => setLoaded({ path, data, error: null }))
      .catch((cause: unknown) => {
        if (stop.signal.aborted) return
        const error = cause instanceof ApiError ? cause : new ApiError('unexpected', String(cause), '')
        setLoaded((before) => ({ path, data: before?.path === path ? before.data : null, error }))
      })
    return () => stop.abort()
  }, [path, generation, tries])
  const current = loaded?.path === path ? loaded : null
  return { data: current?.data ?? null, error: current?.error ?? null, reload }
}
