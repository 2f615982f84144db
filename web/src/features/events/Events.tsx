import { Button, MultiSelect } from '@mantine/core'
import { useState } from 'react'
import type { Application, PlatformEvent } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { homeOf } from '../../shared/crews'
import { clockTime, count, plain } from '../../shared/format'
import { go, Link, useQuery } from '../../shared/router'
import { tellEvent } from '../../shared/states'
import { Deploy } from '../../shared/ui/Deploy'
import { Mark } from '../../shared/ui/Mark'
import { Notice } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import css from './Events.module.css'
import { byDay, distinct, filtered, readFilter, writeFilter, type Filter } from './filter'

const PAGE = 150

interface RowProps {
  event: PlatformEvent
  /** The element that the subject belongs to; null where it is none. */
  home: string | null
  base: string
}

function Row({ event, home, base }: RowProps) {
  return (
    <li className={css.row}>
      <time dateTime={new Date(event.time * 1000).toISOString()}>{clockTime(event.time)}</time>
      <span className={css.subject} title={event.source}>
        {home ? <Link href={`${base}?component=${encodeURIComponent(home)}`}>{event.subject}</Link> : event.subject}
      </span>
      <span title={event.type}>
        <Mark told={tellEvent(event.type)} />
      </span>
      <span className={css.reason}>
        {plain(event.data.reason ?? '')}
      </span>
    </li>
  )
}

function Filters({ events, filter }: { events: PlatformEvent[]; filter: Filter }) {
  const set = (change: Partial<Filter>) =>
    go(window.location.pathname + writeFilter({ ...filter, ...change }), true)
  const choice = { size: 'xs', clearable: true, searchable: true, w: 280 } as const
  return (
    <div className={css.filters}>
      <MultiSelect
        {...choice}
        aria-label="Component"
        placeholder={filter.subjects.length > 0 ? '' : 'All components'}
        data={distinct(events.map((event) => event.subject))}
        value={filter.subjects}
        onChange={(subjects) => set({ subjects })}
      />
      <MultiSelect
        {...choice}
        aria-label="Type"
        placeholder={filter.types.length > 0 ? '' : 'All types'}
        data={distinct(events.map((event) => event.type))}
        value={filter.types}
        onChange={(types) => set({ types })}
      />
    </div>
  )
}

function Timeline({ shown, application }: { shown: PlatformEvent[]; application: Application }) {
  const names = new Set(application.components.map((one) => one.name))
  const components = useLive((live) => live.status?.components)
  const elementOf = (subject: string) => {
    const home = homeOf(components ?? [], subject)
    return names.has(home) ? home : null
  }
  const base = `/applications/${encodeURIComponent(application.name)}`
  return byDay(shown).map((group) => (
    <section key={group.name}>
      <h2 className={css.day}>{group.name}</h2>
      <ol className={css.list}>
        {group.events.map((event) => (
          <Row key={event.id} event={event} home={elementOf(event.subject)} base={base} />
        ))}
      </ol>
    </section>
  ))
}

export default function Events({ application }: { application: Application }) {
  const events = useLive((live) => live.events)
  const filter = readFilter(useQuery())
  const [limit, setLimit] = useState(PAGE)
  const found = filtered(events, filter)
  if (events.length === 0) {
    return (
      <Notice title="Nothing has happened yet">
        <p>Each change of a component is kept here with its reason, from the first deployment on.</p>
        <Deploy application={application.name} />
      </Notice>
    )
  }
  return (
    <div className={ui.page}>
      <div className={css.top}>
        <div>
          <h1 className={ui.title}>Events</h1>
          <p className={ui.lead} role="status">
            {found.length === events.length ? count(events.length) : `${count(found.length)} of ${count(events.length)}`} events, newest first
          </p>
        </div>
        <Filters events={events} filter={filter} />
      </div>
      {found.length === 0 && <p>No event fits the filter.</p>}
      <Timeline shown={found.slice(0, limit)} application={application} />
      {found.length > limit && (
        <Button mt="md" size="xs" variant="light" onClick={() => setLimit(limit + PAGE)}>
          Show more
        </Button>
      )}
    </div>
  )
}
