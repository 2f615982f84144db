import type { Candidate } from '../../shared/api/training'
import { CurvePlot } from '../../shared/plot/CurvePlot'
import ui from '../../shared/ui/ui.module.css'
import css from './models.module.css'
import { plotsOf } from './plots'

/** Curves of the candidates that are not hidden; `lit` stands out. */
export function CurvePlots({ candidates, lit, hidden }: { candidates: Candidate[]; lit: string | null; hidden: ReadonlySet<string> }) {
  const plots = plotsOf(candidates, lit, hidden)
  if (plots.length === 0) return null
  return (
    <div className={css.plots}>
      {plots.map(({ key, ...plot }) => (
        <div key={key} className={ui.card}>
          <CurvePlot {...plot} />
        </div>
      ))}
    </div>
  )
}
