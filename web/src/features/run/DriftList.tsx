import { useState } from 'react'
import type { Drift, Service } from '../../shared/api/run'
import { days, short } from '../../shared/format'
import { Mark } from '../../shared/ui/Mark'
import ui from '../../shared/ui/ui.module.css'
import css from './Drift.module.css'

const FEW = 8
/** The threshold stands at this share of a bar's length, so that what is above it can be seen. */
const AT = 0.6

const KINDS: Record<string, string> = { input: 'input', prediction: 'predictions', error: 'errors', age: 'age' }
const about = ({ column, kind }: Drift) => column || (KINDS[kind] ?? kind)
const shown = ({ kind }: Drift, value: number) => (kind === 'age' ? days(value) : short(Number(value.toPrecision(3))))

/** What tells most of staleness first: age and errors, then answers, then inputs; each by how far it is. */
const WEIGHT = ['age', 'error', 'prediction', 'input']
export const byWeight = (drift: Drift[]): Drift[] =>
  [...drift].sort((a, b) => WEIGHT.indexOf(a.kind) - WEIGHT.indexOf(b.kind) || b.share - a.share)

function Row({ one }: { one: Drift }) {
  const length = Math.min(1, Math.max(0, one.share) * AT)
  return (
    <tr>
      <th scope="row">{about(one)}</th>
      <td className={css.detector}>{one.detector}</td>
      <td className={css.cell}>
        <span className={css.track} data-drifted={one.drifted} data-over={one.share * AT > 1}>
          <span style={{ width: `${length * 100}%` }} />
          <i style={{ left: `${AT * 100}%` }} />
        </span>
      </td>
      <td className={ui.number}>
        {shown(one, one.statistic)} <span className={css.of}>/ {shown(one, one.threshold)}</span>
      </td>
      <td className={css.mark}>
        <Mark plain told={one.drifted ? { label: 'drifted', tone: 'warn', icon: 'alert' } : { label: 'alike', tone: 'calm', icon: 'check' }} />
      </td>
    </tr>
  )
}

function gistOf(drift: Drift[]): string {
  const drifted = drift.filter((one) => one.drifted).length
  return drifted === 0 ? `none of ${drift.length} above its threshold` : `${drifted} of ${drift.length} above the threshold`
}

/** What each detector measured against what it is held against. */
export function DriftList({ service }: { service: Service }) {
  const [all, setAll] = useState(false)
  const { drift, kept, name } = service
  const sorted = byWeight(drift)
  const rows = all ? sorted : sorted.slice(0, FEW)
  const empty = kept ? 'The detectors have not seen enough rows yet.' : `Detectors watch ${name} once it says keep.`
  return (
    <section className={ui.card} aria-label="Drift">
      <h2 className={css.caption}>
        <span>Drift</span>
        {drift.length > 0 && <span className={css.gist}>{gistOf(drift)}</span>}
      </h2>
      {drift.length === 0 && <p className={css.empty}>{empty}</p>}
      {drift.length > 0 && (
        <table className={css.table} aria-label="Drift statistics against thresholds">
          <tbody>
            {rows.map((one) => (
              <Row key={`${one.detector} ${one.column}`} one={one} />
            ))}
          </tbody>
        </table>
      )}
      {drift.length > FEW && (
        <button type="button" className={css.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${drift.length}`}
        </button>
      )}
    </section>
  )
}
