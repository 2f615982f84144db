import type { Column } from '../../shared/api/data'
import { count, percent } from '../../shared/format'
import { lookup } from '../../shared/lookup'
import ui from '../../shared/ui/ui.module.css'
import css from './data.module.css'
import { Histogram } from './Histogram'
import { shown } from './values'

const MEASURES: Record<string, string> = {
  pearson: 'correlation with the target',
  rank: 'how well it ranks the target, 2·AUC − 1',
  eta: 'correlation ratio with the target',
  cramer: 'Cramér’s V with the target',
}

interface Props {
  column: Column
  rows: number
  isTarget: boolean
  classes: [value: string, count: number][]
}

function Top({ top, rows, name }: { top: Column['top']; rows: number; name: string }) {
  return (
    <ul className={css.top5} aria-label={`Most frequent values of ${name}`}>
      {top.slice(0, 5).map(([value, times]) => (
        <li key={value}>
          <span className={css.value}>{value}</span>
          <span className={css.fill} aria-hidden>
            <span style={{ width: `${(times / rows) * 100}%` }} />
          </span>
          <span className={css.times}>{percent(times / rows)}</span>
        </li>
      ))}
    </ul>
  )
}

function Association({ told }: { told: Column['association'] }) {
  if (told === null) return null
  return (
    <p className={css.association} title={lookup(MEASURES, told.measure)}>
      <span>{told.measure}</span>
      <span className={css.fill} aria-hidden>
        <span style={{ width: `${Math.abs(told.value) * 100}%` }} />
      </span>
      <span>{told.value.toFixed(2)}</span>
    </p>
  )
}

/** What one column holds. */
export function ColumnCard({ column, rows, isTarget, classes }: Props) {
  const { numbers } = column
  const top = isTarget && classes.length > 0 ? classes : column.top
  return (
    <section className={`${ui.card} ${css.column}`} aria-label={column.name}>
      <header>
        <h3>{column.name}</h3>
        <span className={css.stored}>{column.type}</span>
        {isTarget && <span className={css.target}>target</span>}
      </header>
      <p className={css.counts}>
        {count(column.distinct)} distinct{column.missing > 0 && `, ${percent(column.missing / rows)} missing`}
      </p>
      {numbers && top.length === 0 ? (
        <>
          <Histogram numbers={numbers} name={column.name} />
          <p className={css.range}>
            <span>{shown(numbers.least, column.type)}</span>
            <span>mean {shown(numbers.mean, column.type)}</span>
            <span>{shown(numbers.most, column.type)}</span>
          </p>
        </>
      ) : (
        <Top top={top} rows={rows} name={column.name} />
      )}
      <Association told={column.association} />
    </section>
  )
}
