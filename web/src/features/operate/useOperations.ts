import { useCallback, useState } from 'react'
import { applicationPath } from '../../shared/api/client'
import type { Operation } from '../../shared/api/operate'
import { useResource } from '../../shared/api/resource'
import { useLive } from '../../shared/api/useLive'

interface Operations {
  operations: Operation[]
  reload: () => void
}

/** The newest operations, asked for again with each event of one. */
export function useOperations(application: string): Operations {
  const newest = useLive((live) => live.events.find((one) => one.type.startsWith('operation.'))?.time ?? 0)
  const [asked, setAsked] = useState(0)
  const { data } = useResource<{ operations: Operation[] }>(`${applicationPath(application)}/operations?limit=10`, newest + asked)
  const reload = useCallback(() => setAsked((count) => count + 1e-6), [])
  return { operations: data?.operations ?? [], reload }
}
