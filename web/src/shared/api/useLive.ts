import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { Feed, type Live } from './live'
import { crewText } from '../crews'
import type { ComponentStatus } from './types'

const FeedContext = createContext<Feed | null>(null)
export const FeedProvider = FeedContext.Provider

/** The feed of an application, open as long as the caller is on the page. */
export function useFeed(application: string): Feed {
  const [feed, setFeed] = useState(() => new Feed(application))
  useEffect(() => {
    const next = new Feed(application)
    next.open()
    setFeed(next)
    return () => next.close()
  }, [application])
  return feed
}

/** A part of the live state; the caller is drawn again only when that part changes. */
export function useLive<Part>(select: (live: Live) => Part): Part {
  const feed = useContext(FeedContext)
  if (feed === null) throw new Error('useLive outside of FeedProvider')
  return useSyncExternalStore(feed.subscribe, () => select(feed.get()))
}

/** Which versions a service runs, and how many replicas of each; empty for anything else. */
export const useCrew = (service: string): string => useLive((live) => crewText(live.status?.components ?? [], service))

export function useComponentStatus(name: string): ComponentStatus | undefined {
  return useLive((live) => live.status?.components.find((one) => one.name === name))
}
