import type { Range } from '../../shared/api/evaluation'
import type { Run } from '../../shared/api/training'
import { figure, seconds } from '../../shared/format'
import { Icon } from '../../shared/icons'
import { plotColor } from '../../shared/plot/palette'
import ui from '../../shared/ui/ui.module.css'
import { leaderboard, lowerIsBetter, metricColumns, metricName, share, type Entry } from './ranking'
import css from './models.module.css'

interface Props {
  run: Run
  picked: string | null
  pick: (name: string) => void
  hover: (name: string | null) => void
}

/** Colour of a candidate, the same one in table and plots. */
export const colorOf = (names: string[], name: string) => plotColor(names.indexOf(name))

function Name({ entry, pick, color }: { entry: Entry; pick: Props['pick']; color: string }) {
  if (entry.kind === 'baseline') return <span className={css.baseline}>{entry.name}</span>
  return (
    <span className={css.candidate}>
      <span className={css.swatch} style={{ background: color }} />
      <button type="button" onClick={() => pick(entry.name)}>
        {entry.name}
      </button>
      {entry.chosen && (
        <span className={css.chosen}>
          <Icon name="star" size={12} />
          chosen
        </span>
      )}
    </span>
  )
}

function Parity({ entry }: { entry: Entry }) {
  const { candidate } = entry
  if (candidate === null) return <td>–</td>
  if (candidate.status !== 'ok') {
    return (
      <td className={css.refused} title={candidate.error ?? ''}>
        {candidate.status}: {candidate.error}
      </td>
    )
  }
  if (candidate.broken?.length) return <td className={css.refused}>{candidate.broken.join('; ')}</td>
  if (candidate.parity == null) return <td>–</td>
  const { labels, max_difference: off } = candidate.parity
  return (
    <td>
      {(labels * 100).toFixed(labels === 1 ? 0 : 2)} % same labels, off by {off.toExponential(1)} at most
    </td>
  )
}

function Ends({ ends }: { ends: Range | undefined }) {
  if (!ends) return null
  return (
    <small className={css.ends} title="95 % interval">
      {figure(ends[0])} to {figure(ends[1])}
    </small>
  )
}

/** A figure with its 95 % interval, where it has one. */
function Value({ entry, metric }: { entry: Entry; metric: string }) {
  const ends = entry.candidate?.intervals?.[metric]
  const told = ends && `95 % interval ${figure(ends[0])} to ${figure(ends[1])}`
  return <span title={told}>{figure(entry.metrics[metric])}</span>
}

function Main({ entry, all, metric }: { entry: Entry; all: Entry[]; metric: string }) {
  return (
    <td>
      <span className={css.main}>
        <strong>{figure(entry.metrics[metric])}</strong>
        <span className={css.track}>
          <span style={{ width: `${share(entry, all, metric) * 100}%` }} />
        </span>
      </span>
      <Ends ends={entry.candidate?.intervals?.[metric]} />
    </td>
  )
}

function Head({ columns, chose }: { columns: string[]; chose: string | null }) {
  return (
    <thead>
      <tr>
        <th>Candidate</th>
        <th>Algorithm</th>
        {chose && (
          <th className={ui.number} title="on the last part of the training rows; this figure chose">
            Validation {metricName(chose)}
          </th>
        )}
        {columns.map((metric, index) => (
          <th key={metric} className={index ? ui.number : undefined}>
            {metricName(metric)}
            {lowerIsBetter(metric) && <span title="less is better"> ↓</span>}
          </th>
        ))}
        <th className={ui.number}>Time</th>
        <th>Exported model against the trained one</th>
      </tr>
    </thead>
  )
}

export function Leaderboard({ run, picked, pick, hover }: Props) {
  const entries = leaderboard(run)
  const [first = run.metric, ...rest] = metricColumns(run)
  const names = run.candidates.map((one) => one.name)
  const chose = run.candidates.some((one) => one.validation) ? run.metric : null
  return (
    <div className={`${ui.card} ${ui.scroll} ${css.flush}`} tabIndex={0} role="region" aria-label="Table: Leaderboard">
      <table className={ui.table} aria-label="Leaderboard" onMouseLeave={() => hover(null)}>
        <Head columns={[first, ...rest]} chose={chose} />
        <tbody>
          {entries.map((entry) => (
            <tr
              key={`${entry.kind} ${entry.name}`}
              data-picked={entry.name === picked && entry.kind === 'candidate'}
              data-kind={entry.kind}
              onMouseEnter={() => hover(entry.kind === 'candidate' ? entry.name : null)}
            >
              <td>
                <Name entry={entry} pick={pick} color={colorOf(names, entry.name)} />
              </td>
              <td>{entry.algorithm}</td>
              {chose && <td className={ui.number}>{figure(entry.candidate?.validation?.[chose])}</td>}
              <Main entry={entry} all={entries} metric={first} />
              {rest.map((metric) => (
                <td key={metric} className={ui.number}>
                  <Value entry={entry} metric={metric} />
                </td>
              ))}
              <td className={ui.number}>{entry.candidate ? seconds(entry.candidate.seconds) : '–'}</td>
              <Parity entry={entry} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
