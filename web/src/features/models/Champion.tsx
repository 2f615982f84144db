import type { Candidate, Run } from '../../shared/api/training'
import { count, figure, signed } from '../../shared/format'
import ui from '../../shared/ui/ui.module.css'
import { lowerIsBetter, metricName } from './ranking'
import { pairsOf, type Pair } from './rival'
import css from './training.module.css'

function Row({ pair: { metric, mine, other, difference, interval, verdict } }: { pair: Pair }) {
  return (
    <tr>
      <th scope="row">
        {metricName(metric)}
        {lowerIsBetter(metric) && <span title="less is better"> ↓</span>}
      </th>
      <td className={ui.number}>{figure(mine)}</td>
      <td className={ui.number}>{figure(other)}</td>
      <td className={ui.number}>{signed(difference)}</td>
      <td className={ui.number}>{interval ? `${signed(interval[0])} to ${signed(interval[1])}` : '–'}</td>
      <td>{verdict}</td>
    </tr>
  )
}

/** A candidate against the model that answers now, on the same held-out rows. */
export function Champion({ run, candidate }: { run: Run; candidate: Candidate }) {
  const { champion } = run
  if (!champion) {
    return (
      <section className={ui.card} aria-label="Champion and challenger">
        <h2 className={ui.heading}>Champion and challenger</h2>
        <p className={css.note}>There was no champion of {run.pipeline} to compare with when this run began.</p>
      </section>
    )
  }
  const name = `${champion.name}@${champion.version ?? '?'}`
  const pairs = pairsOf(candidate)
  const rows = candidate.comparison?.rows
  return (
    <section className={`${ui.card} ${ui.scroll}`} aria-label="Champion and challenger">
      <h2 className={ui.heading}>
        {candidate.name} against the champion {name}
      </h2>
      {candidate.incomparable && <p className={css.problem}>They cannot be compared: {candidate.incomparable}.</p>}
      {pairs.length > 0 && (
        <>
          <p className={css.note}>
            Both answered the same {rows === undefined ? '' : `${count(rows)} `}held-out rows. {run.fairness && `${run.fairness.charAt(0).toUpperCase()}${run.fairness.slice(1)}.`}
          </p>
          <table className={ui.table} aria-label="Champion and challenger">
            <thead>
              <tr>
                <th>Figure</th>
                <th className={ui.number}>{candidate.name}</th>
                <th className={ui.number}>{name}</th>
                <th className={ui.number}>Difference</th>
                <th className={ui.number}>95 % interval</th>
                <th>{candidate.name} is</th>
              </tr>
            </thead>
            <tbody>
              {pairs.map((pair) => (
                <Row key={pair.metric} pair={pair} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}
