import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ApiError } from '../api/client'
import css from './ui.module.css'

/** A centred text in place of content that is not there. */
export function Notice({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <section className={css.notice}>
      <h1>{title}</h1>
      {children}
    </section>
  )
}

export function Problem({ error, retry, children }: { error: ApiError; retry: () => void; children?: ReactNode }) {
  return (
    <div role="alert">
      <Notice title={error.message}>
        {error.hint && <p>{error.hint}</p>}
        {children}
        <Button variant="light" size="xs" onClick={retry}>
          Try again
        </Button>
      </Notice>
    </div>
  )
}

export function Loading({ what }: { what: string }) {
  return (
    <p className={css.loading} role="status">
      Loading {what} …
    </p>
  )
}
