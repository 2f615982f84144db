import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Decision } from '../../shared/api/run'
import { clockTime, count, day } from '../../shared/format'
import { Icon } from '../../shared/icons'
import { Facts } from '../../shared/ui/Facts'
import { Mark } from '../../shared/ui/Mark'
import ui from '../../shared/ui/ui.module.css'
import css from './Decisions.module.css'
import { causeOf, chosen, counts, groupOf, GROUPS, tell, type Group } from './decisions'
import { factsOf } from './seen'

const PAGE = 25
const TITLES: Record<Group, string> = {
  resources: 'Resources',
  lifecycle: 'Lifecycle',
  deployment: 'Deployment',
  rules: 'Rules',
}
const idOf = (decision: Decision) => `decision-${decision.id}`

function Cause({ decision, all }: { decision: Decision; all: Decision[] }) {
  if (!decision.cause) return null
  const cause = causeOf(decision, all)
  if (cause === undefined) return <p className={css.cause}>It followed from event {decision.cause}, which is further back.</p>
  return (
    <p className={css.cause}>
      It followed from{' '}
      <a href={`#${idOf(cause)}`} onClick={() => document.getElementById(idOf(cause))?.setAttribute('open', '')}>
        {cause.subject} {tell(cause.type).label}, {clockTime(cause.time)}
      </a>
      : {cause.reason}
    </p>
  )
}

function Row({ decision, all }: { decision: Decision; all: Decision[] }) {
  const facts = factsOf(decision.saw)
  return (
    <li>
      <details id={idOf(decision)} className={css.decision}>
        <summary>
          <span className={css.chevron}>
            <Icon name="next" size={14} />
          </span>
          <time dateTime={new Date(decision.time * 1000).toISOString()} title={day(decision.time)}>
            {clockTime(decision.time)}
          </time>
          <span className={css.group}>{TITLES[groupOf(decision)]}</span>
          <span className={css.subject}>{decision.subject}</span>
          <span>
            <Mark told={tell(decision.type)} />
          </span>
          <span className={css.reason}>{decision.reason}</span>
        </summary>
        <div className={css.more}>
          {facts.length > 0 ? <Facts facts={facts} /> : <p className={css.cause}>It saw no numbers.</p>}
          <Cause decision={decision} all={all} />
          <p className={css.cause}>
            <code>{decision.type}</code> from <code>{decision.source}</code>
          </p>
        </div>
      </details>
    </li>
  )
}

interface Props {
  decisions: Decision[]
  groups: Group[]
  choose: (groups: Group[]) => void
}

function Filter({ decisions, groups, choose }: Props) {
  const found = counts(decisions)
  const toggle = (group: Group) => choose(groups.includes(group) ? groups.filter((one) => one !== group) : [...groups, group])
  return (
    <div className={css.filter} role="group" aria-label="Kinds of decisions">
      <button type="button" aria-pressed={groups.length === 0} onClick={() => choose([])}>
        All
      </button>
      {GROUPS.map((group) => (
        <button key={group} type="button" aria-pressed={groups.includes(group)} onClick={() => toggle(group)}>
          {TITLES[group]} <span>{count(found[group])}</span>
        </button>
      ))}
    </div>
  )
}

/** What the platform decided, with the reason; each opens to the numbers it saw and to its cause. */
export function Decisions({ decisions, groups, choose }: Props) {
  const [limit, setLimit] = useState(PAGE)
  const found = chosen(decisions, groups)
  return (
    <section className={`${ui.card} ${css.decisions}`} aria-label="Decisions">
      <div className={css.head}>
        <h2 className={ui.heading}>Decisions</h2>
        <Filter decisions={decisions} groups={groups} choose={choose} />
      </div>
      {found.length === 0 && (
        <p className={css.none}>{decisions.length === 0 ? 'The platform has decided nothing yet.' : 'None of this kind yet.'}</p>
      )}
      <ol className={css.list}>
        {found.slice(0, limit).map((decision) => (
          <Row key={decision.id} decision={decision} all={decisions} />
        ))}
      </ol>
      {found.length > limit && (
        <Button mt="xs" size="xs" variant="light" onClick={() => setLimit(limit + PAGE)}>
          Show more
        </Button>
      )}
    </section>
  )
}
