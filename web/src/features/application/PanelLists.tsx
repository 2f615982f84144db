import type { Application, ComponentStatus } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { clockTime, plain } from '../../shared/format'
import { homeOf } from '../../shared/crews'
import { tellEvent, tellState } from '../../shared/states'
import { Mark } from '../../shared/ui/Mark'
import { latencyText } from './drawing'
import css from './Panel.module.css'
import { select } from './selection'

const SHOWN_EVENTS = 6

export function Connections({ application, name }: { application: Application; name: string }) {
  const own = application.connections.filter((one) => one.source === name || one.target === name)
  if (own.length === 0) return <p className={css.none}>None.</p>
  return (
    <ul className={css.list}>
      {own.map((one) => {
        const other = one.source === name ? one.target : one.source
        const about = [one.topics.join(', '), latencyText(one)].filter(Boolean).join(' · ')
        return (
          <li key={`${one.source} ${one.target}`}>
            <button type="button" className={css.other} onClick={() => select(other)}>
              {one.source === name ? 'to' : 'from'} {other}
            </button>
            {about && <span className={css.about}>{about}</span>}
          </li>
        )
      })}
    </ul>
  )
}

/** What runs for a service beside its door: replicas with their versions, and the monitor of the model. */
export function Parts({ parts }: { parts: ComponentStatus[] }) {
  return (
    <ul className={css.list}>
      {parts.map((part) => (
        <li key={part.name} className={css.part} title={part.reason || undefined}>
          <span className={css.partName}>{part.name}</span>
          <Mark told={tellState(part.state)} plain />
          <span className={css.about}>{[part.version && `v${part.version}`, part.host].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
    </ul>
  )
}

export function RecentEvents({ name }: { name: string }) {
  const events = useLive((live) => live.events)
  const components = useLive((live) => live.status?.components)
  const own = events.filter((event) => homeOf(components ?? [], event.subject) === name).slice(0, SHOWN_EVENTS)
  if (own.length === 0) return <p className={css.none}>Nothing happened yet.</p>
  return (
    <ul className={css.list}>
      {own.map((event) => (
        <li key={event.id} className={css.event}>
          <time>{clockTime(event.time)}</time>
          <Mark told={tellEvent(event.type)} plain />
          <span className={css.about}>{plain(event.data.reason ?? '')}</span>
        </li>
      ))}
    </ul>
  )
}
