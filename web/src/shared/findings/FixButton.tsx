import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Fix } from '../api/types'
import css from './FixButton.module.css'

interface Props {
  fix: Fix
  /** Does it; gives why it was refused, empty where it was done. */
  apply: (fix: Fix) => Promise<string>
}

/** Cures a finding; says why where that is refused. */
export function FixButton({ fix, apply }: Props) {
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState('')
  const act = () => {
    setBusy(true)
    void apply(fix)
      .then(setRefused)
      .finally(() => setBusy(false))
  }
  return (
    <>
      <Button variant="light" size="xs" loading={busy} onClick={act}>
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
