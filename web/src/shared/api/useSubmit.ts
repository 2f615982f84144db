import { useState } from 'react'
import { ApiError, post } from './client'

interface Submit {
  error: ApiError | null
  busy: boolean
  /** Sends a body; `taken` gets the answer. */
  send: <Answer>(path: string, body: unknown, taken?: (answer: Answer) => void) => Promise<void>
}

/** Sends a form, one at a time, and keeps why it was refused. */
export function useSubmit(): Submit {
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  async function send<Answer>(path: string, body: unknown, taken?: (answer: Answer) => void): Promise<void> {
    setBusy(true)
    setError(null)
    try {
      const answer = await post<Answer>(path, body)
      taken?.(answer)
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : new ApiError('unexpected', String(cause), ''))
    } finally {
      setBusy(false)
    }
  }
  return { error, busy, send }
}
