import { useEffect, useState } from 'react'
import { SIGNED_OUT } from './client'
import type { Progress } from './training'

const RETRY_MS = 2000

interface Followed {
  progress: Progress | null
  link: 'connecting' | 'open' | 'lost'
}

const START: Followed = { progress: null, link: 'connecting' }

/** A training run as it goes on, told by the live feed until its end. */
export function useProgress(run: string): Followed {
  const [followed, setFollowed] = useState(START)
  useEffect(() => {
    setFollowed(START)
    let timer: ReturnType<typeof setTimeout> | undefined
    let source: EventSource
    const open = () => {
      source = new EventSource(`/api/live?run=${encodeURIComponent(run)}`)
      source.addEventListener('progress', (message) => {
        const progress = JSON.parse(message.data as string) as Progress
        setFollowed({ progress, link: 'open' })
        if (!progress.going) source.close()
      })
      source.addEventListener('signed-out', () => window.dispatchEvent(new Event(SIGNED_OUT)))
      source.onerror = () => {
        setFollowed((before) => ({ ...before, link: 'lost' }))
        // The browser tries again by itself after a broken connection, but not after an HTTP error.
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS)
      }
    }
    open()
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [run])
  return followed
}
