import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAccount } from '../../shared/api/account'
import { useSubmit } from '../../shared/api/useSubmit'
import { Refusal } from '../../shared/ui/Refusal'
import css from './version.module.css'

/** The notebook of a training run in JupyterLab, on the machine of the server. */
export function OpenNotebook({ run }: { run: string }) {
  const { account } = useAccount()
  const [address, setAddress] = useState('')
  const { error, busy, send } = useSubmit()
  if (!account.may.includes('code') || !run) return null
  const start = () => void send<{ address: string }>('/api/notebook', { run }, (told) => setAddress(told.address))
  const stop = () => void send('/api/notebook/stop', {}, () => setAddress(''))
  return (
    <>
      {address ? (
        <div className={css.buttons}>
          <Button size="xs" component="a" href={address} target="_blank" rel="noreferrer">
            Open in Jupyter
          </Button>
          <Button size="xs" variant="default" loading={busy} onClick={stop}>
            Stop Jupyter
          </Button>
        </div>
      ) : (
        <Button size="xs" variant="default" loading={busy} onClick={start}>
          Start Jupyter
        </Button>
      )}
      <Refusal error={error} />
    </>
  )
}
