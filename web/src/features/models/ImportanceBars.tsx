import type { Candidate } from '../../shared/api/training'
import { percent } from '../../shared/format'
import ui from '../../shared/ui/ui.module.css'
import { metricName } from './ranking'
import css from './training.module.css'

const MOST = 15

interface Row {
  name: string
  value: number
  text: string
}

export function Bars({ rows, label }: { rows: Row[]; label: string }) {
  const most = Math.max(...rows.map((row) => row.value), 0)
  return (
    <dl className={css.bars} aria-label={label}>
      {rows.slice(0, MOST).map(({ name, value, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={css.barTrack} aria-hidden="true">
            <span style={{ width: `${most > 0 ? (Math.max(0, value) / most) * 100 : 0}%` }} />
          </dd>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What a candidate leans on: by shuffling columns, and by what it says itself. */
export function ImportanceBars({ candidate, metric }: { candidate: Candidate; metric: string }) {
  const shuffled = (candidate.importance ?? []).map(({ name, mean, spread }) => ({
    name, value: mean, text: `${mean.toFixed(4)} ± ${spread.toFixed(4)}`,
  }))
  const own = Object.entries(candidate.weights ?? {}).map(([name, value]) => ({ name, value, text: percent(value) }))
  if (shuffled.length === 0 && own.length === 0) return null
  return (
    <section className={ui.card} aria-label={`What ${candidate.name} leans on`}>
      <h2 className={ui.heading}>What {candidate.name} leans on</h2>
      {shuffled.length > 0 && (
        <>
          <p className={css.note}>How much worse {metricName(metric)} gets on held-out rows when a column is shuffled.</p>
          <Bars rows={shuffled} label="Permutation importance" />
        </>
      )}
      {own.length > 0 && (
        <>
          <p className={css.note}>What the model says itself: the share of each prepared feature in its importances or coefficients.</p>
          <Bars rows={own} label="Own weights" />
        </>
      )}
      {own.length === 0 && <p className={css.note}>This algorithm says nothing of its features itself.</p>}
    </section>
  )
}
