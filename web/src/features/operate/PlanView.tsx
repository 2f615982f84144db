import { useMemo, useState } from 'react'
import { useAccount } from '../../shared/api/account'
import { applicationPath } from '../../shared/api/client'
import type { Asked, Review } from '../../shared/api/operate'
import { useResource } from '../../shared/api/resource'
import type { Application } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { Loading, Problem } from '../../shared/ui/Notice'
import { Carry } from './Carry'
import { CostTable } from './CostTable'
import css from './Operate.module.css'
import { OperationList } from './OperationList'
import { ReviewCard } from './ReviewCard'
import { Target } from './Target'
import { useOperations } from './useOperations'

function pathOf(application: string, { to, at }: Asked): string {
  const query = new URLSearchParams({ to, ...(at ? { at } : {}) })
  return `${applicationPath(application)}/plan?${query}`
}

/** What an apply would do, and carrying it out. */
export default function PlanView({ application }: { application: Application }) {
  const [asked, setAsked] = useState<Asked>({ to: 'model', at: '' })
  const { account } = useAccount()
  const { operations, reload: lookAgain } = useOperations(application.name)
  const generation = useLive((live) => live.generation)
  const over = useMemo(() => operations.filter((one) => one.over).length, [operations])
  const { data, error, reload } = useResource<Review>(pathOf(application.name, asked), generation + over / 1000)
  const may = account.may.includes('operate')
  return (
    <div className={css.plan}>
      <OperationList operations={operations} />
      <Target asked={asked} choose={setAsked} />
      {data === null && (error ? <Problem error={error} retry={reload} /> : <Loading what="the plan" />)}
      {data && (
        <>
          <ReviewCard review={data} again={reload}>
            {data.actions.length > 0 && (
              <Carry key={`${data.to} ${data.at}`} review={data} may={may} begun={lookAgain} stale={reload} />
            )}
          </ReviewCard>
          <CostTable costs={data.costs} />
        </>
      )}
    </div>
  )
}
