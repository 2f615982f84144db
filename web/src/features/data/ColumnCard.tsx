import type { Column } from '../../shared/api/data'
import { percent } from '../../shared/format'
import { lookup } from '../../shared/lookup'
import ui from '../../shared/ui/ui.module.css'
import css from './data.module.css'
import { Histogram } from './Histogram'
import { counted, shown } from './values'

const MEASURES: Record<string, string> = {
  pearson: 'correlation with the target',
  rank: 'how well it ranks the target, 2·AUC − 1',
  eta: 'correlation ratio with the target',
  cramer: 'Cramér’s V with the target',
}

const OUTLIERS = 'Outliers are further than 1.5 times the distance of the quartiles from the nearer one'

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
      <span>tells of the target</span>
      <span className={css.fill} aria-hidden>
        <span style={{ width: `${Math.abs(told.value) * 100}%` }} />
      </span>
      <span>{told.value.toFixed(2)}</span>
    </p>
  )
}

function Range({ column }: { column: Column }) {
  const { numbers, name, type } = column
  if (!numbers) return null
  return (
    <>
      <Histogram numbers={numbers} name={name} />
      <p className={css.range}>
        <span>{shown(numbers.least, type, name)}</span>
        <span>mean {shown(numbers.mean, type, name)}</span>
        <span>{shown(numbers.most, type, name)}</span>
      </p>
    </>
  )
}

function Shape({ column, rows, classes }: { column: Column; rows: number; classes: Column['top'] }) {
  const top = classes.length > 0 ? classes : column.top
  const [first] = top
  if (!first) return <Range column={column} />
  if (first[1] === 1 && rows > 1) return <p className={css.counts}>No value occurs twice, such as {first[0]}.</p>
  return <Top top={top} rows={rows} name={column.name} />
}

/** What one column holds. */
export function ColumnCard({ column, rows, isTarget, classes }: Props) {
  return (
    <section className={`${ui.card} ${css.column}`} aria-label={column.name}>
      <header>
        <h3>{column.name}</h3>
        <span className={css.stored}>{column.type}</span>
        {isTarget && <span className={css.target}>target</span>}
      </header>
      <p className={css.counts} title={column.numbers?.outliers ? OUTLIERS : undefined}>
        {counted(column, rows)}
      </p>
      <Shape column={column} rows={rows} classes={isTarget ? classes : []} />
      <Association told={column.association} />
    </section>
  )
}
