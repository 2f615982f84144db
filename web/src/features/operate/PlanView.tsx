import { useEffect, useMemo, useRef, useState } from 'react'
import { useAccount } from '../../shared/api/account'
import { applicationPath } from '../../shared/api/client'
import type { Asked, Review } from '../../shared/api/operate'
import { useResource } from '../../shared/api/resource'
import type { Application } from '../../shared/api/types'
import { goesOn } from '../../shared/operations'
import { useLive } from '../../shared/api/useLive'
import { Loading, Problem } from '../../shared/ui/Notice'
import { Carry } from './Carry'
import { CostTable } from './CostTable'
import css from './Operate.module.css'
import { OperationList } from './OperationList'
import { ReviewCard } from './ReviewCard'
import { Target } from './Target'
import { ToPipelines } from './ToPipelines'
import { useOperations } from './useOperations'

function pathOf(application: string, { to, at }: Asked): string {
  const query = new URLSearchParams({ to, ...(at ? { at } : {}) })
  return `${applicationPath(application)}/plan?${query}`
}

/** Brings operations in sight once one that was ordered here is the newest. */
function useInSight(newest: string) {
  const place = useRef<HTMLDivElement>(null)
  const [before, setBefore] = useState<string | null>(null)
  useEffect(() => {
    if (before === null || before === newest) return
    setBefore(null)
    place.current?.scrollIntoView({ block: 'center' })
  }, [before, newest])
  return { place, waits: before !== null, begun: () => setBefore(newest) }
}

/** What an apply would do, and carrying it out. */
export default function PlanView({ application }: { application: Application }) {
  const [asked, setAsked] = useState<Asked>({ to: 'model', at: '' })
  const { account } = useAccount()
  const { operations, reload: lookAgain } = useOperations(application.name)
  const generation = useLive((live) => live.generation)
  const over = useMemo(() => operations.filter((one) => one.over).length, [operations])
  const { data, error, reload } = useResource<Review>(pathOf(application.name, asked), generation + over / 1000)
  const { place, waits, begun } = useInSight(operations[0]?.id ?? '')
  const may = account.may.includes('operate')
  return (
    <div className={css.plan}>
      <div ref={place} className={css.operationsPlace}>
        <OperationList operations={operations} />
      </div>
      <Target asked={asked} choose={setAsked} />
      {data === null && error && (
        <Problem error={error} retry={reload}>
          <ToPipelines hint={error.hint} />
        </Problem>
      )}
      {data === null && !error && <Loading what="the plan" />}
      {data && (
        <>
          <ReviewCard review={data} again={reload}>
            {data.actions.length > 0 && (
              <Carry
                key={`${data.to} ${data.at}`}
                review={data}
                may={may}
                going={waits || goesOn(operations, data)}
                begun={() => {
                  begun()
                  lookAgain()
                }}
                stale={reload}
              />
            )}
          </ReviewCard>
          <CostTable costs={data.costs} />
        </>
      )}
    </div>
  )
}
