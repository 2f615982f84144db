import { Button } from '@mantine/core'
import { useState } from 'react'
import { ApiError, post } from '../../shared/api/client'
import type { Edited, Fix } from '../../shared/api/types'
import css from './Findings.module.css'
import { refusal, requestOf } from './fixing'

interface Props {
  fix: Fix
  digests: Record<string, string>
  onFixed: () => void
}

/** Applies a fix to the documents of the workspace; says why where it is refused. */
export function FixButton({ fix, digests, onFixed }: Props) {
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState('')
  const apply = () => {
    setBusy(true)
    post<Edited>('/api/edits', requestOf(fix, digests))
      .then((edited) => {
        setRefused(refusal(edited))
        if (edited.applied) onFixed()
      })
      .catch((cause: unknown) => setRefused(cause instanceof ApiError ? `${cause.message} ${cause.hint}` : String(cause)))
      .finally(() => setBusy(false))
  }
  return (
    <>
      <Button variant="light" size="xs" loading={busy} onClick={apply}>
        {fix.title}
      </Button>
      {refused && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
    </>
  )
}
