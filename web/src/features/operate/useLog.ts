import { useEffect, useState } from 'react'
import { ApiError, applicationPath, get, SIGNED_OUT } from '../../shared/api/client'
import { withLines, type Line } from './log'

interface Log {
  lines: Line[]
  error: ApiError | null
  open: boolean
}

const EMPTY: Log = { lines: [], error: null, open: false }

interface Wanted {
  application: string
  component: string
  search: string
  follow: boolean
}

function pathOf({ application, component, search }: Wanted): string {
  const query = new URLSearchParams({ lines: '500', ...(search ? { search } : {}) })
  return `${applicationPath(application)}/logs/${encodeURIComponent(component)}?${query}`
}

/** The last lines of a component; as they come while they are followed. */
export function useLog(wanted: Wanted): Log {
  const [log, setLog] = useState<Log>(EMPTY)
  const path = pathOf(wanted)
  const { follow, component } = wanted
  useEffect(() => {
    if (component === '') return setLog(EMPTY)
    const stop = new AbortController()
    const fail = (cause: unknown) =>
      setLog((before) => ({ ...before, error: cause instanceof ApiError ? cause : new ApiError('unexpected', String(cause), '') }))
    get<{ lines: string[] }>(path, stop.signal)
      .then(({ lines }) => setLog({ lines: withLines([], lines, true), error: null, open: false }))
      .catch((cause: unknown) => stop.signal.aborted || fail(cause))
    if (!follow) return () => stop.abort()
    const source = new EventSource(`${path}&follow`)
    source.onopen = () => setLog((before) => ({ ...before, open: true }))
    source.onerror = () => setLog((before) => ({ ...before, open: false }))
    source.addEventListener('lines', (message) => {
      const { lines, first } = JSON.parse(message.data as string) as { lines: string[]; first: boolean }
      setLog((before) => ({ lines: withLines(before.lines, lines, first), error: null, open: true }))
    })
    source.addEventListener('signed-out', () => window.dispatchEvent(new Event(SIGNED_OUT)))
    return () => {
      stop.abort()
      source.close()
    }
  }, [path, follow, component])
  return log
}
