import { tablePath, type Correlation, type Profile, type Remark } from '../../shared/api/data'
import { useResource } from '../../shared/api/resource'
import { count } from '../../shared/format'
import { lookup } from '../../shared/lookup'
import type { Told } from '../../shared/states'
import { Mark } from '../../shared/ui/Mark'
import { Loading, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { ColumnCard } from './ColumnCard'
import css from './data.module.css'

const CODES: Record<string, Told> = {
  leak: { label: 'may leak', tone: 'bad', icon: 'alert' },
  imbalance: { label: 'rare class', tone: 'warn', icon: 'alert' },
  mixed: { label: 'numbers and text', tone: 'warn', icon: 'alert' },
  'duplicate-rows': { label: 'equal rows', tone: 'warn', icon: 'copy' },
  infinite: { label: 'infinite', tone: 'bad', icon: 'alert' },
  missing: { label: 'missing', tone: 'warn', icon: 'alert' },
  constant: { label: 'constant', tone: 'calm', icon: 'minus' },
  copy: { label: 'copy', tone: 'calm', icon: 'copy' },
  identifier: { label: 'identifier', tone: 'calm', icon: 'note' },
}

const told = (code: string): Told => lookup(CODES, code) ?? { label: code, tone: 'calm', icon: 'note' }

function Remarks({ remarks }: { remarks: Remark[] }) {
  if (remarks.length === 0) return <p className={css.told}>Nothing to look after was found.</p>
  return (
    <ul className={css.remarks} aria-label="What to look after">
      {remarks.map((remark) => (
        <li key={`${remark.code} ${remark.column}`}>
          <Mark told={told(remark.code)} />
          <span>{remark.text}</span>
        </li>
      ))}
    </ul>
  )
}

function Correlations({ pairs }: { pairs: Correlation[] }) {
  if (pairs.length === 0) return null
  return (
    <>
      <h2 className={ui.heading}>Columns that go together</h2>
      <ul className={css.pairs} aria-label="Columns that go together">
        {pairs.map(({ first, second, value }) => (
          <li key={`${first} ${second}`} title="Spearman’s rank correlation">
            <span className={css.value}>
              {first} and {second}
            </span>
            <span className={css.fill} aria-hidden>
              <span style={{ width: `${Math.abs(value) * 100}%` }} />
            </span>
            <span className={css.times}>{value.toFixed(2)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function looked({ rows, looked, left_out }: Profile): string {
  const sample = looked < rows ? `; the figures are of a sample of ${count(looked)}` : ''
  const columns = left_out > 0 ? `; ${left_out} further columns are not looked at` : ''
  return `${count(rows)} rows${sample}${columns}.`
}

/** What a table holds: remarks, and a card for each column. */
export function ProfileView({ pipeline, table }: { pipeline: string; table: string }) {
  const { data, error, reload } = useResource<Profile>(`${tablePath(pipeline, table)}/profile`)
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the profile" />
  return (
    <>
      <p className={css.told}>
        {looked(data)} {data.target ? `The model predicts ${data.target}.` : ''}
      </p>
      <h2 className={ui.heading}>To look after</h2>
      <Remarks remarks={data.remarks} />
      <Correlations pairs={data.correlations} />
      <h2 className={ui.heading}>Columns</h2>
      <div className={css.cards}>
        {data.columns.map((column) => (
          <ColumnCard key={column.name} column={column} rows={data.looked} isTarget={column.name === data.target} classes={data.balance} />
        ))}
      </div>
    </>
  )
}
