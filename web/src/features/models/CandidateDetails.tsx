import type { Candidate } from '../../shared/api/training'
import { count, percent, plain } from '../../shared/format'
import { Facts, type Fact } from '../../shared/ui/Facts'
import ui from '../../shared/ui/ui.module.css'
import { classNames, confusionCells, type Cell } from './ranking'
import css from './models.module.css'

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

function Confusion({ matrix, labels }: { matrix: number[][]; labels?: string[] }) {
  const names = classNames(matrix, labels)
  return (
    <table className={css.confusion} aria-label="Confusion matrix">
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

function factsOf(candidate: Candidate): Fact[] {
  const { parity } = candidate
  const parameters = Object.entries(candidate.parameters).map<Fact>(([name, value]) => [name, plain(value)])
  if (parity == null) return parameters
  return [
    ...parameters,
    ['Same labels', `${percent(parity.labels)} of ${count(parity.rows)} rows`],
    ['Largest gap', parity.max_difference.toExponential(2)],
  ]
}

export function CandidateDetails({ candidate, chosen }: { candidate: Candidate; chosen: boolean }) {
  const matrix = candidate.confusion ?? []
  return (
    <section className={ui.card}>
      <h2 className={ui.heading}>
        {candidate.name}
        {chosen && ', the chosen candidate'}
      </h2>
      <div className={css.details}>
        {matrix.length > 0 && <Confusion matrix={matrix} labels={candidate.labels} />}
        <Facts facts={factsOf(candidate)} />
      </div>
    </section>
  )
}
