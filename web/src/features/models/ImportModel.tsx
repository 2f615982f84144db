import { Button, FileButton } from '@mantine/core'
import { useState } from 'react'
import { useAccount } from '../../shared/api/account'
import { ApiError, postFile } from '../../shared/api/client'
import { versionAddress } from '../../shared/api/registry'
import type { ModelVersion } from '../../shared/api/training'
import { go } from '../../shared/router'
import { Refusal } from '../../shared/ui/Refusal'
import css from './version.module.css'

/** Takes in a model that was exported elsewhere. */
export function ImportModel() {
  const { account } = useAccount()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  if (!account.may.includes('release')) return null
  const take = (file: File | null) => {
    if (file === null) return
    setBusy(true)
    setError(null)
    postFile<ModelVersion>('/api/models/import', file, 'application/zip')
      .then((version) => go(versionAddress(version.name, version.version)))
      .catch((cause: unknown) => setError(cause instanceof ApiError ? cause : new ApiError('unexpected', String(cause), '')))
      .finally(() => setBusy(false))
  }
  return (
    <div className={css.actions}>
      <FileButton onChange={take} accept=".zip">
        {(props) => (
          <Button {...props} size="xs" variant="default" loading={busy}>
            Import a model
          </Button>
        )}
      </FileButton>
      <Refusal error={error} />
    </div>
  )
}
