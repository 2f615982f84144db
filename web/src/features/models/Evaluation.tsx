import type { Candidate, Run } from '../../shared/api/training'
import { count, figure } from '../../shared/format'
import { CurvePlot } from '../../shared/plot/CurvePlot'
import ui from '../../shared/ui/ui.module.css'
import { spread, verdictOf } from './evaluation'
import { metricName } from './ranking'
import css from './training.module.css'

/** The test behind "better", for each other candidate. */
export function Verdicts({ run }: { run: Run }) {
  const told = run.comparisons ?? []
  const remarks = run.remarks ?? []
  if (told.length + remarks.length === 0) return null
  return (
    <section className={ui.card} aria-label="Is the chosen one better?">
      <h2 className={ui.heading}>Is {run.chosen} better?</h2>
      <ul>
        {told.map((one) => (
          <li key={one.other}>{verdictOf(one)}</li>
        ))}
      </ul>
      {remarks.map((remark) => (
        <p key={remark} className={css.problem}>
          {remark}
        </p>
      ))}
    </section>
  )
}

export function Folds({ candidate, metric }: { candidate: Candidate; metric: string }) {
  const folds = candidate.folds?.[metric]
  if (!folds) return null
  return (
    <section className={ui.card} aria-label="Cross-validation">
      <h2 className={ui.heading}>Folds of {candidate.name}</h2>
      <p className={css.note}>
        {metricName(metric)} in each fold of the training rows, fitted on the others; their mean {figure(candidate.validation?.[metric])} ± {spread(folds).toFixed(4)} chose.
      </p>
      <p>{folds.map(figure).join(', ')}</p>
    </section>
  )
}

/** Figures by value of the columns that were asked for, with the largest gap of each. */
export function Slices({ candidate, metric }: { candidate: Candidate; metric: string }) {
  const slices = candidate.slices ?? []
  if (slices.length === 0) return null
  const second = slices.some((one) => one.metrics.accuracy != null) ? 'accuracy' : 'mae'
  return (
    <section className={`${ui.card} ${ui.scroll}`} aria-label="Slices">
      <h2 className={ui.heading}>Slices of {candidate.name}</h2>
      {candidate.gaps?.map((gap) => (
        <p key={gap} className={css.note}>
          {gap}
        </p>
      ))}
      <table className={ui.table} aria-label="Slices">
        <thead>
          <tr>
            <th>Column</th>
            <th>Value</th>
            <th className={ui.number}>Rows</th>
            <th className={ui.number}>{metricName(metric)}</th>
            <th className={ui.number}>95 % interval</th>
            {second !== metric && <th className={ui.number}>{metricName(second)}</th>}
          </tr>
        </thead>
        <tbody>
          {slices.map(({ column, value, rows, metrics, interval }) => (
            <tr key={`${column} ${value}`}>
              <td>{column}</td>
              <td>{value}</td>
              <td className={ui.number}>{count(rows)}</td>
              <td className={ui.number}>{figure(metrics[metric])}</td>
              <td className={ui.number}>{interval ? `${figure(interval[0])} to ${figure(interval[1])}` : '–'}</td>
              {second !== metric && <td className={ui.number}>{figure(metrics[second])}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function LearningCurve({ candidate, metric }: { candidate: Candidate; metric: string }) {
  const points = candidate.learning ?? []
  if (points.length < 2) return null
  const most = points.at(-1)?.rows ?? 1
  const values = points.flatMap((one) => [one.training, one.held_out])
  const line = (name: string, color: number, of: (one: (typeof points)[number]) => number) => ({
    name, color, dim: false, points: points.map((one): [number, number] => [one.rows, of(one)]),
  })
  return (
    <section className={ui.card} aria-label="Learning curve">
      <CurvePlot
        title={`Learning curve of ${candidate.name}`}
        xLabel="training rows"
        yLabel={metricName(metric)}
        lines={[line('held-out rows', 0, (one) => one.held_out), line('training rows', 1, (one) => one.training)]}
        diagonal={false}
        marks="both"
        extent={[0, most]}
        upright={[Math.min(...values), Math.max(...values)]}
      />
    </section>
  )
}
