import { useEffect, useState, type KeyboardEvent } from 'react'

/**
 * What is typed in a field before it is taken: on leaving it, or with Enter. What is refused stays
 * typed, with the reason; Escape takes it back.
 */
export function useTyped(written: string, take: (typed: string) => Promise<string>) {
  const [typed, setTyped] = useState(written)
  const [refused, setRefused] = useState('')
  useEffect(() => {
    setTyped(written)
    setRefused('')
  }, [written])
  const commit = () => {
    if (typed.trim() !== written) void take(typed.trim()).then(setRefused)
    else setRefused('')
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Enter' && !event.shiftKey) {
      // In several lines the key would begin another one, too.
      if (event.currentTarget instanceof HTMLTextAreaElement) event.preventDefault()
      commit()
    }
    if (event.key === 'Escape') {
      setTyped(written)
      setRefused('')
    }
  }
  return { typed, setTyped, refused, commit, onKeyDown }
}
