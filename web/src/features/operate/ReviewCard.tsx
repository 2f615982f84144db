import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Change, Review } from '../../shared/api/operate'
import { Icon } from '../../shared/icons'
import { Mark } from '../../shared/ui/Mark'
import ui from '../../shared/ui/ui.module.css'
import css from './Operate.module.css'
import { ToPipelines } from './ToPipelines'
import { gist, moves, tellVerb } from '../../shared/operations'

function Where({ change }: { change: Change }) {
  const { before, after } = change
  if (moves(before, after)) {
    return (
      <>
        {before} <Icon name="next" size={11} /> <strong>{after}</strong>
      </>
    )
  }
  return <>{after || before}</>
}

function Differences({ change }: { change: Change }) {
  if (change.differences.length === 0) return <span className={css.reason}>{change.reason}</span>
  return (
    <details className={css.differences}>
      <summary>{change.reason}</summary>
      <table className={ui.table} aria-label={`What changes of ${change.component}`}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {change.differences.map(({ field, before, after }) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>{before || '–'}</td>
              <td>{after}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

function Steps({ actions }: { actions: Change[] }) {
  return (
    <div className={ui.scroll}>
      <table className={`${ui.table} ${css.steps}`} aria-label="Steps of the plan">
        <thead>
          <tr>
            {['Step', 'Component', 'Host', 'Because'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {actions.map((change) => (
            <tr key={`${change.verb} ${change.component}`}>
              <td>
                <Mark told={tellVerb(change.verb)} />
              </td>
              <th scope="row">{change.component}</th>
              <td>
                <Where change={change} />
              </td>
              <td className={css.because}>
                <Differences change={change} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What names stand for, what is used of others, and what was found. */
function Notes({ review }: { review: Review }) {
  const errors = review.findings.filter((one) => one.severity === 'error')
  const warnings = review.findings.filter((one) => one.severity === 'warning')
  const lacking = review.uses.filter((one) => one.lacks)
  return (
    <ul className={css.notes}>
      {review.models.map(({ name, version, stage }) => (
        <li key={name}>
          <Icon name="model" size={14} /> {name === version ? name : `${name} is ${version}`} ({stage})
        </li>
      ))}
      {lacking.map(({ element, application, component, lacks }) => (
        <li key={element} data-tone="warn">
          <Icon name="alert" size={14} /> {element} is {component} of {application}: {lacks}
        </li>
      ))}
      {[...errors, ...warnings].map((one) => (
        <li key={`${one.code} ${one.element}`} data-tone={one.severity === 'error' ? 'bad' : 'warn'}>
          <Icon name={one.severity === 'error' ? 'cross' : 'alert'} size={14} /> {one.position}: {one.message} {one.fix}
        </li>
      ))}
    </ul>
  )
}

function Refused({ review }: { review: Review }) {
  if (review.refused === null) return null
  return (
    <div className={css.refused} role="note">
      <Icon name="cross" />
      <div>
        This cannot be done: {review.refused.message}
        {review.refused.hint && <small>{review.refused.hint}</small>}
        <ToPipelines hint={review.refused.hint} />
      </div>
    </div>
  )
}

const headline = (review: Review) => {
  if (review.refused) return 'Nothing can be planned'
  return review.actions.length === 0 ? 'Nothing to do' : `Plan: ${gist(review)}`
}

const SAME = { model: 'What runs is what the model says.', previous: 'It runs as before.', nothing: 'Nothing of it runs.' }

/** What would be done, step by step, with values before and after. */
export function ReviewCard({ review, again, children }: { review: Review; again: () => void; children: ReactNode }) {
  const same = review.refused === null && review.actions.length === 0
  return (
    <section className={`${ui.card} ${css.review}`} aria-label="Plan">
      <div className={css.head}>
        <h2 className={ui.heading}>{headline(review)}</h2>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={again}>
          Look again
        </Button>
      </div>
      <Refused review={review} />
      {same && <p className={css.same}>{SAME[review.to]}</p>}
      {review.actions.length > 0 && <Steps actions={review.actions} />}
      <Notes review={review} />
      {children}
    </section>
  )
}
