import type { Run } from '../../shared/api/training'
import { bytes, count, figure, seconds, signed } from '../../shared/format'
import ui from '../../shared/ui/ui.module.css'
import { Bars } from './ImportanceBars'
import { metricName } from './ranking'
import css from './training.module.css'

/** Shapley values of the chosen model: all in all, and of three rows. */
export function Shapley({ run }: { run: Run }) {
  const told = run.explanation
  if (!told) return null
  const shares = Object.entries(told.shares)
  const names = shares.slice(0, 8).map(([name]) => name)
  return (
    <section className={`${ui.card} ${ui.scroll}`} aria-label="Shapley values">
      <h2 className={ui.heading}>What each column adds to {told.output === 'prediction' ? 'a prediction' : `the probability of ${told.output}`}</h2>
      <p className={css.note}>
        Shapley values over {count(told.rows)} held-out rows, from the mean {figure(told.base)} of {count(told.background)} background rows.
      </p>
      <Bars rows={shares.map(([name, value]) => ({ name, value, text: value.toFixed(4) }))} label="Shapley values" />
      <table className={ui.table} aria-label="Single rows">
        <thead>
          <tr>
            <th className={ui.number}>Prediction</th>
            {names.map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.examples.map((row) => (
            <tr key={row.prediction}>
              <td className={ui.number}>{figure(row.prediction)}</td>
              {names.map((name) => (
                <td key={name}>
                  {row.values[name]} <small className={css.never}>{signed(row.contributions[name] ?? 0)}</small>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What the registered model and its variants need, as they were measured. */
export function Costs({ run }: { run: Run }) {
  const profiles = Object.entries(run.profiles ?? {})
  const first = profiles[0]?.[1]
  if (!first) return null
  return (
    <section className={`${ui.card} ${ui.scroll}`} aria-label="What the model needs">
      <h2 className={ui.heading}>What the model needs</h2>
      <p className={css.note}>Measured on a server of its own; times are those of 95 of 100 requests.</p>
      <table className={ui.table} aria-label="What the model needs">
        <thead>
          <tr>
            <th>Variant</th>
            {first.latency.map(({ rows }) => (
              <th key={rows} className={ui.number}>
                {rows === 1 ? '1 row' : `${count(rows)} rows`}
              </th>
            ))}
            <th className={ui.number}>Memory</th>
            <th className={ui.number}>Graph</th>
            <th className={ui.number}>Ready after</th>
            <th className={ui.number}>{metricName(run.metric)} by</th>
          </tr>
        </thead>
        <tbody>
          {profiles.map(([name, needs]) => (
            <tr key={name}>
              <td>{name || 'as trained'}</td>
              {needs.latency.map(({ rows, p95 }) => (
                <td key={rows} className={ui.number}>
                  {seconds(p95)}
                </td>
              ))}
              <td className={ui.number}>{bytes(needs.memory)}</td>
              <td className={ui.number}>{bytes(needs.size)}</td>
              <td className={ui.number}>{seconds(needs.start)}</td>
              <td className={ui.number}>{needs.differences[run.metric] == null ? '–' : signed(needs.differences[run.metric] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
