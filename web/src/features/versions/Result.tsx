import { Refusal } from '../../shared/ui/Refusal'
import css from './History.module.css'
import type { Act } from './useAct'

/** What came of the last thing that was asked for, or why it was not done. */
export function Result({ acting }: { acting: Act }) {
  return (
    <div>
      <Refusal error={acting.error} />
      <div role="status" aria-label="Done">
        {acting.said && <p className={css.done}>{acting.said}</p>}
      </div>
    </div>
  )
}
