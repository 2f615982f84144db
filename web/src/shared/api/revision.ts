// Told to everything on the page that shows where the history stands.
import { useEffect, useState } from 'react'

const MOVED = 'stratum:moved'
/** How long it is waited for more before anything is asked for again. */
const PAUSE_MS = 250

/** Says that there may be another commit, branch or tag, or something that is in none. */
export const moved = () => window.dispatchEvent(new Event(MOVED))

/** A number that grows when the history may have changed, also while the page was not looked at. */
export function useRevision(): number {
  const [revision, setRevision] = useState(0)
  useEffect(() => {
    let pause: ReturnType<typeof setTimeout> | undefined
    const later = () => {
      clearTimeout(pause)
      pause = setTimeout(() => setRevision((count) => count + 1), PAUSE_MS)
    }
    window.addEventListener(MOVED, later)
    window.addEventListener('focus', later)
    return () => {
      clearTimeout(pause)
      window.removeEventListener(MOVED, later)
      window.removeEventListener('focus', later)
    }
  }, [])
  return revision
}
