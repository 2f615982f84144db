import { useDenied } from '../../shared/api/account'
import { Refusal } from '../../shared/ui/Refusal'
import css from './History.module.css'
import type { Act } from './useAct'

/** What came of the last thing that was asked for, or why it was not done; for whoever may only look, why nothing can be. */
export function Result({ acting }: { acting: Act }) {
  const denied = useDenied('save', 'commit, branch, tag, restore or merge')
  return (
    <div>
      {denied && <p className={css.denied}>{denied}</p>}
      <Refusal error={acting.error} />
      <div role="status" aria-label="Done">
        {acting.said && <p className={css.done}>{acting.said}</p>}
      </div>
    </div>
  )
}
