import { useMemo } from 'react'
import type { Point } from '../api/types'
import { clockTime } from '../format'
import { gistOf, type Value } from '../series'
import { plotColor } from './palette'
import css from './plot.module.css'

export interface Line {
  label: string
  points: Point[]
  /** Which colour of the palette; the same subject has the same colour in every chart. */
  color: number
}

interface Props {
  lines: Line[]
  /** Under the pointer, else the newest ones. */
  values: Value[]
  /** Where the pointer is. */
  at: number | null
  show: (value: number) => string
  /** The one line that is shown; empty for all. */
  only: string
  choose: (label: string) => void
}

/** What each line comes to; a name leads to that line alone, and back. */
export function LegendTable({ lines, values, at, show, only, choose }: Props) {
  const gists = useMemo(() => lines.map((line) => gistOf(line.points)), [lines])
  const text = (value: Value) => (value == null ? '–' : show(value))
  return (
    <table className={css.figures}>
      <thead>
        <tr>
          <td />
          {[at === null ? 'Last' : clockTime(at), 'Least', 'Mean', 'Most'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          <tr key={line.label}>
            <th scope="row">
              <span className={css.swatch} style={{ background: plotColor(line.color) }} />
              <button type="button" aria-pressed={only === line.label} title={only ? 'Show all' : `Show ${line.label} alone`} onClick={() => choose(line.label)}>
                {line.label}
              </button>
            </th>
            {[values[index], gists[index]?.least, gists[index]?.mean, gists[index]?.most].map((value, place) => (
              <td key={place}>{text(value)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
