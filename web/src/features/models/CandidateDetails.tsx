import type { Candidate } from '../../shared/api/training'
import { count, percent, plain } from '../../shared/format'
import { Facts, type Fact } from '../../shared/ui/Facts'
import ui from '../../shared/ui/ui.module.css'
import { confusionCells } from './ranking'
import css from './models.module.css'

function Confusion({ matrix }: { matrix: number[][] }) {
  const rows = confusionCells(matrix)
  return (
    <table className={css.confusion} aria-label="Confusion matrix">
      <thead>
        <tr>
          <td />
          <th scope="col">predicted no</th>
          <th scope="col">predicted yes</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, truth) => (
          <tr key={truth === 0 ? 'no' : 'yes'}>
            <th scope="row">{truth === 0 ? 'was no' : 'was yes'}</th>
            {row.map((cell, said) => (
              <td
                key={cell.title}
                title={cell.title}
                data-right={said === truth}
                style={{ '--share': `${Math.round(cell.share * 100)}%` } as React.CSSProperties}
              >
                <strong>{count(cell.value)}</strong>
                <span>
                  {percent(cell.share)} {cell.title}
                </span>
              </td>
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
  if (parity === null) return parameters
  return [
    ...parameters,
    ['Same labels', `${percent(parity.labels)} of ${count(parity.rows)} rows`],
    ['Largest gap', parity.max_difference.toExponential(2)],
  ]
}

export function CandidateDetails({ candidate, chosen }: { candidate: Candidate; chosen: boolean }) {
  return (
    <section className={ui.card}>
      <h2 className={ui.heading}>
        {candidate.name}
        {chosen && ', the chosen candidate'}
      </h2>
      <div className={css.details}>
        {candidate.confusion && <Confusion matrix={candidate.confusion} />}
        <Facts facts={factsOf(candidate)} />
      </div>
    </section>
  )
}
