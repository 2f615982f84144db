import { useState } from 'react'

/**
 * A value with what was done to it and is not answered yet, so that several changes in a row build on each other.
 * Once the last of them is answered it is the value as it is written; of what was refused the reason is told.
 */
export function useAhead<Held>(written: Held, take: (held: Held) => Promise<string>) {
  const [ahead, setAhead] = useState<{ held: Held } | null>(null)
  const [refused, setRefused] = useState('')
  const change = async (held: Held) => {
    const mine = { held }
    setAhead(mine)
    const why = await take(held)
    setRefused(why)
    setAhead((now) => (now === mine ? null : now))
    return why
  }
  return { held: ahead === null ? written : ahead.held, refused, change }
}
