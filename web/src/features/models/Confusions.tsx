import type { Candidate } from '../../shared/api/training'
import { count, percent } from '../../shared/format'
import ui from '../../shared/ui/ui.module.css'
import { classNames, confusionCells, type Cell } from './ranking'
import css from './models.module.css'
import training from './training.module.css'

function ConfusionCell({ cell, right }: { cell: Cell; right: boolean }) {
  const style = { '--share': `${Math.round(cell.share * 100)}%` } as React.CSSProperties
  return (
    <td data-right={right} style={style}>
      <strong>{count(cell.value)}</strong>
      <span>
        {percent(cell.share)} {cell.title}
      </span>
    </td>
  )
}

function Confusion({ matrix, labels, name }: { matrix: number[][]; labels?: string[]; name: string }) {
  const names = classNames(matrix, labels)
  return (
    <table className={css.confusion} aria-label={`Confusion matrix of ${name}`}>
      <thead>
        <tr>
          <td />
          {names.map((name) => (
            <th key={name} scope="col">
              predicted {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {confusionCells(matrix).map((row, truth) => (
          <tr key={names[truth]}>
            <th scope="row">was {names[truth]}</th>
            {row.map((cell, said) => (
              <ConfusionCell key={names[said]} cell={cell} right={said === truth} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Confusion matrices of the candidates that are not hidden, side by side. */
export function Confusions({ candidates, hidden }: { candidates: Candidate[]; hidden: ReadonlySet<string> }) {
  const shown = candidates.filter((one) => !hidden.has(one.name) && (one.confusion ?? []).length > 0)
  if (shown.length === 0) return null
  return (
    <section className={ui.card} aria-label="Confusion">
      <h2 className={ui.heading}>Confusion on the held-out rows</h2>
      <div className={training.confusions}>
        {shown.map((one) => (
          <div key={one.name}>
            <h3>{one.name}</h3>
            <Confusion matrix={one.confusion ?? []} labels={one.labels} name={one.name} />
          </div>
        ))}
      </div>
    </section>
  )
}
