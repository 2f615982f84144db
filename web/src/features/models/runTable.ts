// The table of training runs: its columns, and which runs it shows in which order, as the address has it.
import type { Candidate, Run } from '../../shared/api/training'
import { count, duration, figure, moment } from '../../shared/format'
import { inLine, tellRun } from '../../shared/states'
import { lowerIsBetter, metricName } from './ranking'

export interface Column {
  key: string
  label: string
  number: boolean
  /** What runs are sorted by; null where a run has none. */
  value: (run: Run) => string | number | null
  show: (run: Run) => string
}

export const bestOf = (run: Run): Candidate | undefined => run.candidates.find((one) => one.name === run.chosen)

/** What came of a run, in a line. */
export function outcome(run: Run): string {
  if (run.behind?.length) return inLine(run.behind)
  const best = bestOf(run)
  if (!best) return run.error ?? '–'
  return `${best.name} of ${run.candidates.length} candidates, ${metricName(run.metric)} ${figure(best.metrics[run.metric])}`
}

const tookOf = ({ started, finished }: Run) => (finished === null ? null : finished - started)
const orDash = <Value>(value: Value | null | undefined, show: (value: Value) => string) => (value == null ? '–' : show(value))

export const FIXED: Column[] = [
  { key: 'started', label: 'Started', number: false, value: (run) => run.started, show: (run) => moment(run.started) },
  { key: 'pipeline', label: 'Pipeline', number: false, value: (run) => run.pipeline, show: (run) => run.pipeline },
  { key: 'status', label: 'Status', number: false, value: (run) => tellRun(run.status).label, show: (run) => tellRun(run.status).label },
  { key: 'outcome', label: 'Outcome', number: false, value: outcome, show: outcome },
  { key: 'rows', label: 'Rows', number: true, value: (run) => run.rows.train ?? null, show: (run) => orDash(run.rows.train, count) },
  { key: 'took', label: 'Took', number: true, value: tookOf, show: (run) => orDash(tookOf(run), duration) },
]

const metricColumn = (metric: string): Column => {
  const value = (run: Run) => bestOf(run)?.metrics[metric] ?? null
  return { key: metric, label: metricName(metric), number: true, value, show: (run) => figure(value(run)) }
}

/** All columns that these runs can have: the fixed ones, and each figure of a chosen candidate. */
export function columnsOf(runs: Run[]): Column[] {
  const metrics = [...new Set(runs.flatMap((run) => Object.keys(bestOf(run)?.metrics ?? {})))].sort()
  const last = FIXED.length - 2
  return [...FIXED.slice(0, last), ...metrics.map(metricColumn), ...FIXED.slice(last)]
}

/** Those shown while nobody chose: all but the figures that nothing was chosen by. */
export const usual = (runs: Run[]): string[] =>
  columnsOf(runs)
    .filter(({ key }) => key !== 'rows' && (FIXED.some((one) => one.key === key) || runs.some((run) => run.metric === key)))
    .map(({ key }) => key)

export interface Table {
  find: string
  /** The key of a column. */
  sort: string
  down: boolean
  /** Null while nobody chose. */
  columns: string[] | null
  /** Runs to be compared. */
  picked: string[]
}

export function readTable(query: string): Table {
  const found = new URLSearchParams(query)
  const sort = found.get('sort') ?? '-started'
  return {
    find: found.get('find') ?? '',
    sort: sort.replace(/^-/, ''),
    down: sort.startsWith('-'),
    columns: found.get('columns')?.split(',').filter(Boolean) ?? null,
    picked: found.getAll('run'),
  }
}

export function writeTable({ find, sort, down, columns, picked }: Table): string {
  const sorted = `${down ? '-' : ''}${sort}`
  const query = new URLSearchParams([
    ...(find === '' ? [] : [['find', find]]),
    ...(sorted === '-started' ? [] : [['sort', sorted]]),
    ...(columns === null ? [] : [['columns', columns.join(',')]]),
    ...picked.map((id) => ['run', id]),
  ]).toString()
  return query && `?${query}`
}

/** The order after a press on the head of a column: the best first, then the other way round. */
export function sortedBy(table: Table, column: Column): Table {
  const first = column.key === 'started' || (column.number && !lowerIsBetter(column.key))
  return { ...table, sort: column.key, down: table.sort === column.key ? !table.down : first }
}

function compared(a: string | number | null, b: string | number | null): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}

/** The runs in which every word that is looked for stands in some column, in order; what has no value comes last. */
export function arranged(runs: Run[], { find, sort, down }: Table): Run[] {
  const columns = columnsOf(runs)
  const by = columns.find((one) => one.key === sort) ?? FIXED[0]!
  const words = find.toLowerCase().split(/\s+/).filter(Boolean)
  const text = (run: Run) => [...columns.map((one) => one.show(run)), ...run.candidates.map((one) => `${one.name} ${one.algorithm}`)].join(' ').toLowerCase()
  return runs
    .filter((run) => words.length === 0 || words.every((word) => text(run).includes(word)))
    .map((run) => ({ run, value: by.value(run) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      return compared(a.value, b.value) * (down ? -1 : 1)
    })
    .map(({ run }) => run)
}
