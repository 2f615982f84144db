import { useCallback, useEffect, useState } from 'react'
import { ApiError, post } from '../../shared/api/client'
import { useRevision } from '../../shared/api/revision'
import type { Choices, Trial } from './types'

interface Tried {
  trial: Trial | null
  error: ApiError | null
  /** Whether another answer is on its way. */
  busy: boolean
  retry: () => void
}

/** What would come of a merge with some choices; nothing is changed by asking. */
export function useTrial(branch: string, choices: Choices): Tried {
  const revision = useRevision()
  const [tries, setTries] = useState(0)
  const [told, setTold] = useState<{ trial: Trial | null; error: ApiError | null }>({ trial: null, error: null })
  const [busy, setBusy] = useState(false)
  const retry = useCallback(() => setTries((count) => count + 1), [])
  useEffect(() => {
    if (branch === '') return undefined
    let isLate = false
    setBusy(true)
    post<Trial>('/api/versions/merge', { branch, choices })
      .then((trial) => isLate || setTold({ trial, error: null }))
      .catch((cause: unknown) => {
        const error = cause instanceof ApiError ? cause : new ApiError('unexpected', String(cause), '')
        if (!isLate) setTold((before) => ({ ...before, error }))
      })
      .finally(() => isLate || setBusy(false))
    return () => {
      isLate = true
    }
  }, [branch, choices, revision, tries])
  return { ...told, busy, retry }
}
