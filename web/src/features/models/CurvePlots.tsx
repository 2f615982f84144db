import type { Candidate, Curves } from '../../shared/api/training'
import { CurvePlot, type CurveLine } from '../../shared/plot/CurvePlot'
import ui from '../../shared/ui/ui.module.css'
import css from './models.module.css'

const PLOTS: { key: keyof Curves; title: string; xLabel: string; yLabel: string; diagonal: boolean }[] = [
  { key: 'roc', title: 'ROC', xLabel: 'false positive rate', yLabel: 'true positive rate', diagonal: true },
  { key: 'pr', title: 'Precision and recall', xLabel: 'recall', yLabel: 'precision', diagonal: false },
  { key: 'calibration', title: 'Calibration', xLabel: 'predicted probability', yLabel: 'observed share', diagonal: true },
]

function linesOf(candidates: Candidate[], key: keyof Curves, lit: string | null): CurveLine[] {
  return candidates.flatMap((candidate, color) => {
    const points = candidate.curves?.[key] ?? []
    if (points.length === 0) return []
    const dim = lit !== null && lit !== candidate.name
    return [{ name: candidate.name, points, color, dim, dots: key === 'calibration' }]
  })
}

/** Curves of all candidates together; `lit` stands out. */
export function CurvePlots({ candidates, lit }: { candidates: Candidate[]; lit: string | null }) {
  const plots = PLOTS.map((plot) => ({ ...plot, lines: linesOf(candidates, plot.key, lit) }))
  const drawn = plots.filter((plot) => plot.lines.length > 0)
  if (drawn.length === 0) return null
  return (
    <div className={css.plots}>
      {drawn.map(({ key, ...plot }) => (
        <div key={key} className={ui.card}>
          <CurvePlot {...plot} />
        </div>
      ))}
    </div>
  )
}
