import type { Candidate } from '../../shared/api/training'
import { count, percent, plain } from '../../shared/format'
import { Facts, type Fact } from '../../shared/ui/Facts'
import ui from '../../shared/ui/ui.module.css'
import css from './models.module.css'

function factsOf(candidate: Candidate): Fact[] {
  const { parity } = candidate
  const members = (candidate.members ?? []).map<Fact>((one) => [
    one.name,
    one.left_out ? `left out: ${one.left_out}` : `${percent(one.weight)} ${one.algorithm}`,
  ])
  const settings = Object.entries(candidate.parameters).filter(([name]) => name !== 'weights' || !members.length)
  const parameters = [...members, ...settings.map<Fact>(([name, value]) => [name, plain(value)])]
  if (parity == null) return parameters
  return [
    ...parameters,
    ['Same labels', `${percent(parity.labels)} of ${count(parity.rows)} rows`],
    ['Largest gap', parity.max_difference.toExponential(2)],
  ]
}

export function CandidateDetails({ candidate, chosen }: { candidate: Candidate; chosen: boolean }) {
  return (
    <section className={ui.card}>
      <h2 className={ui.heading}>
        {candidate.name}
        {chosen && ', the chosen candidate'}
      </h2>
      <div className={css.details}>
        <Facts facts={factsOf(candidate)} />
      </div>
    </section>
  )
}
