import type { Candidate } from '../../shared/api/training'
import { CurvePlot } from '../../shared/plot/CurvePlot'
import ui from '../../shared/ui/ui.module.css'
import css from './models.module.css'
import { plotsOf } from './plots'

/** Curves of all candidates together; `lit` stands out. */
export function CurvePlots({ candidates, lit }: { candidates: Candidate[]; lit: string | null }) {
  const plots = plotsOf(candidates, lit)
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
