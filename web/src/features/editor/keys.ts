// What keys do anywhere in the editor, except while something is typed.
import { useEffect, useRef } from 'react'
import { bySeverity } from '../../shared/findings/severity'
import type { Desk } from './desk'
import { enter, leave } from './inside'
import { chooseAll, duplicate, invert, remove } from './sheet/actions'
import { aim, aimKey } from './sheet/aiming'

const isBox = (target: HTMLElement) => target instanceof HTMLInputElement && target.type === 'checkbox'

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && !isBox(target) && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** Goes to a finding, the worst first; gives the place of the one after it. */
function showFinding(desk: Desk, at: number): number {
  const found = bySeverity(desk.findings)
  const next = found[at % Math.max(1, found.length)]
  if (!next) desk.say('There are no findings.')
  else {
    desk.select(next.owner || null)
    desk.say(next.message)
  }
  return (at % Math.max(1, found.length)) + 1
}

/** Takes this person's last step back, or does it again; says why that cannot be. */
export async function back(desk: Desk, way: 'undo' | 'redo') {
  const { done, findings } = await desk.session[way]()
  desk.say(done ? '' : (findings[0]?.message ?? ''))
}

function focus(selector: string) {
  const found = document.querySelector<HTMLElement>(selector)
  found?.focus()
  if (found instanceof HTMLInputElement) found.select()
}

const FORM = 'aside[aria-label="Properties"]'

const COMMANDS: Record<string, (desk: Desk) => unknown> = {
  Delete: remove,
  F2: () => focus('#element-name'),
  Escape: (desk) => (desk.selected === null && desk.fresh === null ? leave(desk) : desk.select(null)),
  o: (desk) => desk.selected !== null && enter(desk, desk.selected),
  c: aim,
  e: () => focus(`${FORM} section input, ${FORM} section textarea`),
  h: () => focus(`${FORM} [aria-label="hostedOn"]`),
  n: () => focus('input[aria-label="Search types"]'),
  '/': () => focus('input[aria-label="Find an element"]'),
  'ctrl z': (desk) => void back(desk, 'undo'),
  'ctrl shift z': (desk) => void back(desk, 'redo'),
  'ctrl y': (desk) => void back(desk, 'redo'),
  'ctrl a': chooseAll,
  'ctrl i': invert,
  'ctrl d': duplicate,
}

const held = (event: KeyboardEvent) =>
  event.ctrlKey || event.metaKey ? `ctrl ${event.shiftKey ? 'shift ' : ''}${event.key.toLowerCase()}` : event.key

function command(event: KeyboardEvent) {
  const name = held(event) === 'Backspace' ? 'Delete' : held(event)
  return typing(event.target) ? undefined : COMMANDS[name]
}

export function useKeys(desk: Desk) {
  const finding = useRef(0)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'F8') {
        finding.current = showFinding(desk, finding.current)
        return
      }
      const found = command(event)
      if (!found || event.defaultPrevented || document.querySelector('dialog[open]')) return
      event.preventDefault()
      found(desk)
    }
    const onAim = (event: KeyboardEvent) => {
      if (!aimKey(desk, event.shiftKey ? `shift ${event.key}` : event.key)) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', onAim, true)
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onAim, true)
      window.removeEventListener('keydown', onKey)
    }
  }, [desk])
}
