import { useEffect, useMemo, useState } from 'react'
import { applicationPath } from '../../shared/api/client'
import { CHARTED } from '../../shared/api/live'
import { useResource } from '../../shared/api/resource'
import type { Series } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { toMap } from '../../shared/series'
import { lookEach, reach, type Span, type Window } from './span'

/** The clock of the server in whole steps of so many seconds. */
export const useNow = (step: number) =>
  useLive((live) => Math.ceil((live.status?.time ?? Date.now() / 1000) / step) * step)

/** Stored readings of the time shown, asked for again a while after each answer unless it is held; null while they are loaded. */
export function useStored(application: string, { seconds, held }: Span) {
  const step = lookEach(seconds)
  const now = useNow(step)
  const [look, setLook] = useState(0)
  const from = held?.[0]
  const told = useLive((live) => live.status !== null)
  // as it is when the time is chosen, or the clock of the server is first known: what is held is asked for once
  const back = useMemo(() => reach({ seconds, held }, now), [from, seconds, told])
  const query = `metric=${[...CHARTED].join(',')}&seconds=${back}`
  const { data, error, reload } = useResource<{ series: Series[] }>(`${applicationPath(application)}/series?${query}`, look)
  useEffect(() => {
    if (from !== undefined || (data === null && error === null)) return
    const timer = setTimeout(() => setLook((count) => count + 1), step * 1000)
    return () => clearTimeout(timer)
  }, [data, error, from, step])
  const series = useMemo(() => data && toMap(data.series), [data])
  const window: Window = held ?? [now - seconds, now]
  return { series, error, reload, window }
}
