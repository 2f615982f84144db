import { useState } from 'react'
import type { ApiError } from '../../shared/api/client'
import { moved } from '../../shared/api/revision'
import { useSubmit } from '../../shared/api/useSubmit'

export interface Act {
  error: ApiError | null
  busy: boolean
  /** What was done last; empty for nothing. */
  said: string
  /** Asks for something to be done with the versions; `told` says in words what came of it. Gives whether it was done. */
  act: <Answer>(what: string, body: unknown, told: (answer: Answer) => string) => Promise<boolean>
}

/** What is asked to be done with versions, one at a time; everything that shows them looks again afterwards. */
export function useAct(): Act {
  const { error, busy, send } = useSubmit()
  const [said, setSaid] = useState('')
  async function act<Answer>(what: string, body: unknown, told: (answer: Answer) => string): Promise<boolean> {
    let done = false
    setSaid('')
    await send<Answer>(`/api/versions/${what}`, body, (answer) => {
      done = true
      setSaid(told(answer))
      moved()
    })
    return done
  }
  return { error, busy, said, act }
}
