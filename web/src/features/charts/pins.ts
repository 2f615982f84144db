// What happened, as words over the charts.
import type { PlatformEvent } from '../../shared/api/types'
import type { Pin } from '../../shared/plot/pins'
import { tellEvent } from '../../shared/states'
import type { Window } from './span'

/** More words than this cover the lines. */
const MOST = 8

const applied = (type: string) => type.startsWith('deployment.')

/** The newest changes of the deployment and troubles of the time shown, oldest first; of one component where one is chosen. */
export function pinsOf(events: PlatformEvent[], [from, to]: Window, only: string): Pin[] {
  return events
    .filter(({ time, type, subject }) => {
      if (time < from || time > to) return false
      return applied(type) || (['bad', 'warn'].includes(tellEvent(type).tone) && (only === '' || only === subject))
    })
    .slice(0, MOST)
    .map(({ time, type, subject }) => ({ time, label: `${subject} ${type === 'deployment.desired' ? 'applied' : tellEvent(type).label}` }))
    .reverse()
}
