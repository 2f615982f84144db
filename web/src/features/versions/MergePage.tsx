import { useState } from 'react'
import { useResource } from '../../shared/api/resource'
import { useRevision } from '../../shared/api/revision'
import { Link, useQuery } from '../../shared/router'
import { Choice } from '../../shared/ui/Choice'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import { Refusal } from '../../shared/ui/Refusal'
import { historyAt, parameter, setParameters, shortId } from './address'
import { withChoice, withRest } from './choices'
import { ConflictCard } from './ConflictCard'
import css from './Merge.module.css'
import { MergeFoot, Problems } from './MergeFoot'
import { Outcome } from './Outcome'
import { Result } from './Result'
import type { Choices, Graph } from './types'
import { useAct } from './useAct'
import { useTrial } from './useTrial'

interface Props {
  graph: Graph
  branch: string
}

const calledOf = (branch: string) => (/^[0-9a-f]{40}$/.test(branch) ? shortId(branch) : branch)

function Merging({ graph, branch }: Props) {
  const [choices, setChoices] = useState<Choices>({})
  const { trial, error, busy, retry } = useTrial(branch, choices)
  const acting = useAct()
  if (trial === null) return error ? <Problem error={error} retry={retry} /> : <Loading what="what a merge would bring" />
  const [here, there] = [graph.branch, calledOf(branch)]
  const rest = (side: 'ours' | 'theirs') => setChoices(withRest(choices, trial.asked, side))
  return (
    <>
      <Refusal error={error} />
      <MergeFoot trial={trial} branch={branch} there={there} here={here} choices={choices} busy={busy || error !== null} acting={acting} rest={rest} />
      <Result acting={acting} />
      <Problems trial={trial} />
      {trial.asked.length > 0 && (
        <section aria-label="Conflicts">
          <h2>Conflicts</h2>
          {trial.asked.map((conflict) => (
            <ConflictCard
              key={conflict.id}
              conflict={conflict}
              choice={choices[conflict.id]}
              here={here}
              there={there}
              choose={(choice) => setChoices(withChoice(choices, conflict.id, choice))}
            />
          ))}
        </section>
      )}
      <Outcome trial={trial} />
    </>
  )
}

/** Two lines of history become one: what merges alone, what has to be settled, and what comes of it. */
export function MergePage() {
  const branch = parameter(useQuery(), 'branch')
  const { data, error, reload } = useResource<Graph>('/api/versions?limit=1', useRevision())
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the branches" />
  if (data.branch === '') {
    return (
      <Notice title="You are on no branch">
        <p>A merge goes into a branch. Switch to one first.</p>
        <Link href={historyAt()}>All versions</Link>
      </Notice>
    )
  }
  const others = data.branches.filter((one) => !one.current).map((one) => one.name)
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>Merge into {data.branch}</h1>
        <Choice aria-label="Merge from" placeholder="choose a branch" value={branch} options={others} choose={(one) => setParameters({ branch: one })} />
        <Link href={historyAt()}>All versions</Link>
      </header>
      {branch === '' ? (
        <p className={css.none}>
          {others.length === 0
            ? 'There is no other branch. Make one in the versions, switch to it and edit: its changes can be merged here then.'
            : 'Choose the branch whose changes are to come here. Nothing changes before you say so.'}
        </p>
      ) : (
        <Merging key={branch} graph={data} branch={branch} />
      )}
    </div>
  )
}
