import type { Cycle, Service } from '../../shared/api/run'
import { clockTime, dataDay } from '../../shared/format'
import type { IconName } from '../../shared/icons'
import { Icon } from '../../shared/icons'
import { Command } from '../../shared/ui/Command'
import { Facts } from '../../shared/ui/Facts'
import ui from '../../shared/ui/ui.module.css'
import css from './Cycle.module.css'
import { factsOf } from './seen'
import { endOf, heldBy, stairs, tally, type Stair } from './steps'

const ICONS: Record<Stair['standing'], IconName> = { done: 'check', now: 'progress', next: 'dot', skipped: 'minus', ended: 'check' }
const SAID: Record<Stair['standing'], string> = {
  done: 'done',
  now: 'goes on',
  next: 'to come',
  skipped: 'left out',
  ended: 'end',
}

function when({ step }: Stair): string {
  if (step === null) return ''
  return step.dataTime === null ? clockTime(step.time) : `${clockTime(step.time)} · ${dataDay(step.dataTime)}`
}

function StairView({ stair }: { stair: Stair }) {
  const { title, standing, tone, step } = stair
  const icon = standing === 'ended' && tone !== 'good' ? 'cross' : ICONS[standing]
  return (
    <li className={css.stair} data-standing={standing} data-tone={tone} aria-current={standing === 'now' ? 'step' : undefined}>
      <span className={css.dot} title={SAID[standing]}>
        <Icon name={icon} size={13} />
      </span>
      <span className={css.name}>{title}</span>
      <span className={css.when}>{when(stair) || SAID[standing]}</span>
      {step && <span className={css.reason}>{step.reason}</span>}
      {step && Object.keys(step.saw).length > 0 && (
        <details className={css.numbers}>
          <summary>Numbers it saw</summary>
          <Facts facts={factsOf(step.saw)} />
        </details>
      )}
    </li>
  )
}

function headline(cycle: Cycle, running: boolean): string {
  const version = cycle.challenger ? ` of version ${cycle.challenger}` : ''
  const end = endOf(cycle.stage)
  if (end) return `Cycle${version}: ${end.title.toLowerCase()}`
  return running ? `Cycle${version} goes on` : `Cycle${version} was under way at the end`
}

function Before({ cycles }: { cycles: Cycle[] }) {
  if (cycles.length === 0) return null
  const { promoted, stopped } = tally(cycles)
  return (
    <span className={css.before}>
      before it: {promoted} promoted, {stopped} not
    </span>
  )
}

function Earlier({ cycles }: { cycles: Cycle[] }) {
  if (cycles.length === 0) return null
  return (
    <details className={css.earlier}>
      <summary>Earlier cycles</summary>
      <ol>
        {cycles.map((cycle) => (
          <li key={cycle.began}>
            <time>{clockTime(cycle.began)}</time>
            <strong>{headline(cycle, false)}</strong>
            <span>{cycle.reason}</span>
          </li>
        ))}
      </ol>
    </details>
  )
}

function Idle({ service }: { service: Service }) {
  if (!service.kept) {
    return (
      <div className={css.idle}>
        <p>
          Nobody watches the model of {service.name}. Give the service <code>keep: {'{'}pipeline: pipeline.yaml{'}'}</code> in its
          document, and the platform finds out when it grows stale, trains it anew and tries the new version out. Then
        </p>
        <Command text="stratum apply" />
      </div>
    )
  }
  return <p className={css.idle}>The model has not grown stale yet. A cycle begins when a detector says so.</p>
}

/** The loop that keeps the model well: where its newest turn stands, with the reason and numbers of each step. */
export function CycleView({ service }: { service: Service }) {
  const { cycle, earlier, running } = service
  const held = cycle && heldBy(cycle)
  return (
    <section className={ui.card} aria-label="Cycle of the model">
      <h2 className={css.title}>
        {cycle ? headline(cycle, running) : 'Cycle of the model'}
        {cycle && <Before cycles={earlier} />}
      </h2>
      {cycle === null ? (
        <Idle service={service} />
      ) : (
        <>
          <ol className={css.stairs}>
            {stairs(cycle).map((stair) => (
              <StairView key={stair.key} stair={stair} />
            ))}
          </ol>
          {held && (
            <p className={css.held}>
              <Icon name="hourglass" size={14} /> It waits: {held.reason}
            </p>
          )}
          <Earlier cycles={earlier} />
        </>
      )}
    </section>
  )
}
