import { useState } from 'react'
import { ApiError, post } from '../../shared/api/client'

interface Submit {
  error: ApiError | null
  busy: boolean
  /** Sends a body; true where it was taken. */
  send: <Answer>(path: string, body: unknown, taken?: (answer: Answer) => void) => Promise<boolean>
}

/** Sends a form, one at a time, and keeps why it was refused. */
export function useSubmit(): Submit {
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  async function send<Answer>(path: string, body: unknown, taken?: (answer: Answer) => void): Promise<boolean> {
    setBusy(true)
    setError(null)
    try {
      const answer = await post<Answer>(path, body)
      taken?.(answer)
      return true
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : new ApiError('unexpected', String(cause), ''))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { error, busy, send }
}
