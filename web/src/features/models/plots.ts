// Which plots a training run has.
import type { Candidate, Curve, Curves } from '../../shared/api/training'
import type { CurveLine } from '../../shared/plot/CurvePlot'

interface Look {
  key: keyof Curves | 'residuals'
  title: string
  xLabel: string
  yLabel: string
  diagonal: boolean
  marks: 'line' | 'dots' | 'both'
}

export interface Plot extends Look {
  lines: CurveLine[]
  extent: [low: number, high: number]
  upright?: [low: number, high: number]
}

const LOOKS: Look[] = [
  { key: 'roc', title: 'ROC', xLabel: 'false positive rate', yLabel: 'true positive rate', diagonal: true, marks: 'line' },
  { key: 'pr', title: 'Precision and recall', xLabel: 'recall', yLabel: 'precision', diagonal: false, marks: 'line' },
  {
    key: 'calibration',
    title: 'Calibration',
    xLabel: 'predicted probability',
    yLabel: 'observed share',
    diagonal: true,
    marks: 'both',
  },
  { key: 'scatter', title: 'Predicted against true', xLabel: 'true value', yLabel: 'predicted value', diagonal: true, marks: 'dots' },
  { key: 'found', title: 'Liked items found', xLabel: 'items looked at', yLabel: 'share found', diagonal: false, marks: 'both' },
  { key: 'residuals', title: 'Residuals', xLabel: 'predicted value', yLabel: 'true minus predicted', diagonal: false, marks: 'dots' },
]

/** What the predictions missed, by what was predicted. */
const residuals = (points: Curve): Curve => points.map(([truth, predicted]) => [predicted, truth - predicted])

const pointsOf = (curves: Curves | undefined, key: Look['key']): Curve =>
  key === 'residuals' ? residuals(curves?.scatter ?? []) : (curves?.[key] ?? [])

function linesOf(candidates: Candidate[], key: Look['key'], lit: string | null, hidden: ReadonlySet<string>): CurveLine[] {
  return candidates.flatMap(({ name, curves }, color) => {
    const points = hidden.has(name) ? [] : pointsOf(curves, key)
    return points.length === 0 ? [] : [{ name, points, color, dim: lit !== null && lit !== name }]
  })
}

const UNIT = new Set<Look['key']>(['roc', 'pr', 'calibration'])

function range(values: number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)]
}

/** The unit square, or for values of a regression what holds them all. */
function frameOf(key: Look['key'], lines: CurveLine[]): Pick<Plot, 'extent' | 'upright'> {
  const points = lines.flatMap((line) => line.points)
  if (UNIT.has(key)) return { extent: [0, 1] }
  if (key === 'scatter') return { extent: range(points.flat()) }
  return { extent: range(points.map(([x]) => x)), upright: range([0, ...points.map(([, y]) => y)]) }
}

/** The plots for which at least one candidate that is not hidden has points; `lit` stands out. */
export function plotsOf(candidates: Candidate[], lit: string | null, hidden: ReadonlySet<string> = new Set()): Plot[] {
  return LOOKS.flatMap((look) => {
    const lines = linesOf(candidates, look.key, lit, hidden)
    return lines.length === 0 ? [] : [{ ...look, lines, ...frameOf(look.key, lines) }]
  })
}
