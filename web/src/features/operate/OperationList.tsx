import type { Operation } from '../../shared/api/operate'
import { useLive } from '../../shared/api/useLive'
import { clockTime } from '../../shared/format'
import { tellState } from '../../shared/states'
import { Mark } from '../../shared/ui/Mark'
import ui from '../../shared/ui/ui.module.css'
import css from './Operate.module.css'
import { ordered, progress, tellStage } from '../../shared/operations'

/** Each component that is not there yet, as it goes on. */
function Progress({ to }: Pick<Operation, 'to'>) {
  const components = useLive((live) => live.status?.components) ?? []
  const late = components.filter((one) => one.state !== 'ready' && one.state !== 'done')
  const value = components.length - late.length
  return (
    <div className={css.progress}>
      <progress max={Math.max(1, components.length)} value={value} aria-label="Components ready" />
      <span>{progress(to, value, components.length)}</span>
      <ul>
        {late.map(({ name, state, reason }) => (
          <li key={name}>
            <span>{name}</span> <Mark told={tellState(state)} plain /> <small>{reason}</small>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Row({ operation }: { operation: Operation }) {
  const { stage, began, by, why, reason, over, to } = operation
  return (
    <li>
      <div className={css.operation}>
        <time>{clockTime(began)}</time>
        <strong>{ordered(operation)}</strong>
        <Mark told={tellStage(stage)} />
        <span className={css.by}>
          {by}
          {why && `: ${why}`}
        </span>
      </div>
      {stage !== 'done' && <p className={css.said}>{reason}</p>}
      {!over && <Progress to={to} />}
    </li>
  )
}

/** What was ordered lately, and how far it is. */
export function OperationList({ operations }: { operations: Operation[] }) {
  const [newest, ...earlier] = operations
  if (newest === undefined) return null
  return (
    <section className={ui.card} aria-label="Operations">
      <div role="status">
        <ul className={css.operations}>
          <Row operation={newest} />
        </ul>
      </div>
      {earlier.length > 0 && (
        <details className={css.earlier}>
          <summary>Earlier operations</summary>
          <ul className={css.operations}>
            {earlier.map((one) => (
              <Row key={one.id} operation={one} />
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
