import type { ApiError } from '../api/client'
import { Icon } from '../icons'
import css from './ui.module.css'

/** Why the server did not take something. */
export function Refusal({ error }: { error: ApiError | null }) {
  return (
    <div role="alert">
      {error && (
        <p className={css.refusal}>
          <Icon name="alert" />
          <span>
            {error.message}
            {error.hint && <small>{error.hint}</small>}
          </span>
        </p>
      )}
    </div>
  )
}
