// Which plots a training run has.
import type { Candidate, Curves } from '../../shared/api/training'
import type { CurveLine } from '../../shared/plot/CurvePlot'

interface Look {
  key: keyof Curves
  title: string
  xLabel: string
  yLabel: string
  diagonal: boolean
  marks: 'line' | 'dots' | 'both'
}

export interface Plot extends Look {
  lines: CurveLine[]
  extent: [low: number, high: number]
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
  { key: 'scatter', title: 'Held-out rows', xLabel: 'true value', yLabel: 'predicted value', diagonal: true, marks: 'dots' },
]

function linesOf(candidates: Candidate[], key: keyof Curves, lit: string | null): CurveLine[] {
  return candidates.flatMap(({ name, curves }, color) => {
    const points = curves?.[key] ?? []
    return points.length === 0 ? [] : [{ name, points, color, dim: lit !== null && lit !== name }]
  })
}

/** The unit square, or for values of a regression what holds them all. */
function extentOf(key: keyof Curves, lines: CurveLine[]): [number, number] {
  if (key !== 'scatter') return [0, 1]
  const values = lines.flatMap((line) => line.points.flat())
  return [Math.min(...values), Math.max(...values)]
}

/** The plots for which at least one candidate has points; `lit` stands out. */
export function plotsOf(candidates: Candidate[], lit: string | null): Plot[] {
  return LOOKS.flatMap((look) => {
    const lines = linesOf(candidates, look.key, lit)
    return lines.length === 0 ? [] : [{ ...look, lines, extent: extentOf(look.key, lines) }]
  })
}
