// Addresses of the page: the browser's history and nothing more.
import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { useSyncExternalStore } from 'react'

const CHANGED = 'stratum:address'

function subscribe(listener: () => void) {
  window.addEventListener('popstate', listener)
  window.addEventListener(CHANGED, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener(CHANGED, listener)
  }
}

export const usePath = () => useSyncExternalStore(subscribe, () => window.location.pathname)
export const useQuery = () => useSyncExternalStore(subscribe, () => window.location.search)

export function go(address: string, replace = false) {
  if (replace) window.history.replaceState(null, '', address)
  else window.history.pushState(null, '', address)
  window.dispatchEvent(new Event(CHANGED))
}

function follow(event: MouseEvent<HTMLAnchorElement>) {
  const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0
  if (elsewhere || event.defaultPrevented) return
  event.preventDefault()
  go(event.currentTarget.getAttribute('href') ?? '/')
}

export function Link(props: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  return <a {...props} onClick={follow} />
}
