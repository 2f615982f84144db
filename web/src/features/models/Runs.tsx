import { Button, Checkbox, Popover, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Run } from '../../shared/api/training'
import { moment } from '../../shared/format'
import { go, Link, useQuery } from '../../shared/router'
import { tellRun } from '../../shared/states'
import { Mark } from '../../shared/ui/Mark'
import ui from '../../shared/ui/ui.module.css'
import { CompareRuns } from './CompareRuns'
import { arranged, columnsOf, readTable, sortedBy, usual, writeTable, type Column, type Table } from './runTable'
import css from './models.module.css'

type Set = (change: Partial<Table>) => void

/** Cells that are more than their text. */
const CELLS: Record<string, (run: Run) => ReactNode> = {
  started: (run) => <Link href={`/runs/${encodeURIComponent(run.id)}`}>{moment(run.started)}</Link>,
  status: (run) => <Mark told={tellRun(run.status)} />,
}

function Head({ column, table, set }: { column: Column; table: Table; set: Set }) {
  const sorted = table.sort === column.key
  return (
    <th className={column.number ? ui.number : undefined} aria-sort={sorted ? (table.down ? 'descending' : 'ascending') : undefined}>
      <button type="button" className={css.sort} onClick={() => set(sortedBy(table, column))}>
        {column.label}
        {sorted && <span aria-hidden="true">{table.down ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  )
}

function Row({ run, columns, table, set }: { run: Run; columns: Column[]; table: Table; set: Set }) {
  const picked = table.picked.includes(run.id)
  const others = table.picked.filter((id) => id !== run.id)
  return (
    <tr data-picked={picked}>
      <td>
        <input
          type="checkbox"
          aria-label={`Compare the run of ${run.pipeline}, ${moment(run.started)}`}
          checked={picked}
          onChange={() => set({ picked: picked ? others : [...others, run.id] })}
        />
      </td>
      {columns.map(({ key, number, show }) => (
        <td key={key} className={number ? ui.number : key === 'outcome' ? css.outcome : undefined}>
          {CELLS[key]?.(run) ?? show(run)}
        </td>
      ))}
    </tr>
  )
}

function Chooser({ runs, chosen, choose }: { runs: Run[]; chosen: string[]; choose: (columns: string[]) => void }) {
  return (
    <Popover position="bottom-start" shadow="md" transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <Button size="xs" variant="default">
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group aria-label="Columns" value={chosen} onChange={choose}>
          <div className={css.choices}>
            {columnsOf(runs).map(({ key, label }) => (
              <Checkbox key={key} size="xs" value={key} label={label} />
            ))}
          </div>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  )
}

interface ToolsProps {
  runs: Run[]
  shown: number
  table: Table
  set: Set
}

function Tools({ runs, shown, table, set }: ToolsProps) {
  const { find, columns, picked } = table
  return (
    <div className={css.tools}>
      <TextInput size="xs" w={240} aria-label="Find runs" placeholder="Find runs: a name, a status, an algorithm" value={find} onChange={(event) => set({ find: event.currentTarget.value })} />
      <Chooser runs={runs} chosen={columns ?? usual(runs)} choose={(chosen) => set({ columns: chosen })} />
      <span role="status" className={css.told}>
        {shown === runs.length ? `${shown} runs` : `${shown} of ${runs.length} runs`}
      </span>
      {picked.length > 0 && (
        <Button size="compact-sm" variant="default" onClick={() => set({ picked: [] })}>
          Compare none
        </Button>
      )}
    </div>
  )
}

/** Training runs to be found, put in order and compared; the address keeps how. */
export function Runs({ runs }: { runs: Run[] }) {
  const table = readTable(useQuery())
  const set: Set = (change) => go(window.location.pathname + writeTable({ ...table, ...change }), true)
  const shown = arranged(runs, table)
  const wanted = table.columns ?? usual(runs)
  const columns = columnsOf(runs).filter(({ key }) => wanted.includes(key))
  return (
    <>
      <Tools runs={runs} shown={shown.length} table={table} set={set} />
      <div className={`${ui.card} ${ui.scroll} ${css.flush}`} tabIndex={0} role="region" aria-label="Table: Training runs">
        <table className={ui.table} aria-label="Training runs">
          <thead>
            <tr>
              <th scope="col">Compare</th>
              {columns.map((column) => (
                <Head key={column.key} column={column} table={table} set={set} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((run) => (
              <Row key={run.id} run={run} columns={columns} table={table} set={set} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className={css.told}>No run has all of these words.</p>}
      </div>
      <CompareRuns runs={runs.filter((run) => table.picked.includes(run.id))} />
    </>
  )
}
