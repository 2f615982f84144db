import { useLive } from '../shared/api/useLive'
import { Icon } from '../shared/icons'
import css from './Shell.module.css'

const SAID = { connecting: 'Connecting', open: 'Live', lost: 'Offline' }

export function LinkState() {
  const link = useLive((live) => live.link)
  return (
    <span className={css.link} data-link={link}>
      <span className={css.pulse} />
      {SAID[link]}
    </span>
  )
}

/** A strip below the header while what is shown may be old. */
export function Lost() {
  const link = useLive((live) => live.link)
  const trouble = useLive((live) => live.trouble)
  const text = link === 'lost' ? 'Connection lost, retrying. The figures below are the last ones received.' : trouble
  return (
    <div role="status">
      {text && (
        <div className={css.lost}>
          <Icon name="alert" />
          {text}
        </div>
      )}
    </div>
  )
}
