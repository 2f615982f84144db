// The live feed of one application: status each second, new events, and the series that grow from it.
import { MEASURES } from '../metrics'
import { merged, toMap, withStatus, type SeriesMap } from '../series'
import { applicationPath, get, SIGNED_OUT } from './client'
import type { PlatformEvent, Series, Status } from './types'

export const HORIZON = 600
export const CHARTED = new Set(MEASURES.map((one) => one.metric))
const KEPT_EVENTS = 2000
const RETRY_MS = 2000

export interface Live {
  link: 'connecting' | 'open' | 'lost'
  /** Said by the server while it cannot read the state. */
  trouble: string
  status: Status | null
  events: PlatformEvent[]
  series: SeriesMap
  /** Grows when the model may have changed: after a reconnect or a new apply. */
  generation: number
}

const START: Live = {
  link: 'connecting',
  trouble: '',
  status: null,
  events: [],
  series: new Map(),
  generation: 0,
}

/** Newest first, each id once. */
export function withEvents(before: PlatformEvent[], added: PlatformEvent[]): PlatformEvent[] {
  const known = new Set(before.map((event) => event.id))
  const fresh = added.filter((event) => !known.has(event.id))
  if (fresh.length === 0) return before
  return [...fresh, ...before].sort((a, b) => b.time - a.time).slice(0, KEPT_EVENTS)
}

const changesModel = (events: PlatformEvent[]) => events.some((event) => event.type.startsWith('deployment.'))

export class Feed {
  private state = START
  private source: EventSource | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<() => void>()

  constructor(private readonly application: string) {}

  readonly get = () => this.state

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  open() {
    const source = new EventSource(`/api/live?application=${encodeURIComponent(this.application)}`)
    this.source = source
    source.onopen = () => this.connected()
    source.onerror = () => this.lost(source)
    source.addEventListener('status', (message) => this.onStatus(JSON.parse(message.data) as Status))
    source.addEventListener('events', (message) =>
      this.onEvents((JSON.parse(message.data) as { events: PlatformEvent[] }).events),
    )
    source.addEventListener('signed-out', () => window.dispatchEvent(new Event(SIGNED_OUT)))
    source.addEventListener('trouble', (message) => this.onTrouble(message.data as string))
  }

  close() {
    clearTimeout(this.timer)
    this.source?.close()
    this.source = null
  }

  private set(change: Partial<Live>) {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }

  private connected() {
    this.set({ link: 'open', generation: this.state.generation + 1 })
    void this.loadHistory()
  }

  /** The browser tries again by itself after a broken connection, but not after an HTTP error. */
  private lost(source: EventSource) {
    this.set({ link: 'lost' })
    if (source.readyState !== EventSource.CLOSED || this.source !== source) return
    this.timer = setTimeout(() => this.open(), RETRY_MS)
  }

  private onStatus(status: Status) {
    const series = withStatus(this.state.series, status, CHARTED, HORIZON)
    this.set({ status, series, link: 'open', trouble: '' })
  }

  private onEvents(added: PlatformEvent[]) {
    const first = this.state.events.length === 0
    const generation = this.state.generation + Number(!first && changesModel(added))
    this.set({ events: withEvents(this.state.events, added), generation })
  }

  private onTrouble(data: string) {
    const { error } = JSON.parse(data) as { error: { message: string } }
    this.set({ trouble: error.message })
  }

  private async loadHistory() {
    const path = applicationPath(this.application)
    const metric = [...CHARTED].join(',')
    const wanted = [
      get<{ series: Series[] }>(`${path}/series?metric=${metric}&seconds=${HORIZON}`).then(({ series }) =>
        this.set({ series: merged(toMap(series), this.state.series) }),
      ),
      get<{ events: PlatformEvent[] }>(`${path}/events?limit=500`).then(({ events }) =>
        this.set({ events: withEvents(this.state.events, events) }),
      ),
    ]
    // A failure here shows as missing history; the feed itself tells when the server is gone.
    await Promise.allSettled(wanted)
  }
}
