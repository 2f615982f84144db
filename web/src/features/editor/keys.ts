// What keys do anywhere in the editor, except while something is typed.
import { useEffect, useRef } from 'react'
import { bySeverity } from '../../shared/findings/severity'
import { elementOf, type Desk } from './desk'
import { pasted, removeElement } from './edits'

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

const FORMAT = 'stratum-element:'

function copy(desk: Desk) {
  const element = elementOf(desk, desk.selected)
  if (!element) return
  window.sessionStorage.setItem(FORMAT, JSON.stringify({ ...element, places: [] }))
  desk.say(`Copied ${element.name}.`)
}

function paste(desk: Desk) {
  const copied = window.sessionStorage.getItem(FORMAT)
  if (copied === null) return
  const element = JSON.parse(copied) as Parameters<typeof pasted>[1]
  const relations = desk.words.types.get(element.type)?.relations ?? []
  const { edit, name } = pasted(desk.file, element, desk.model.elements, relations.flatMap((one) => one.spellings))
  void desk.act([edit]).then((done) => done && desk.select(name))
}

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

const COMMANDS: Record<string, (desk: Desk) => void> = {
  Delete: (desk) => {
    if (desk.selected) void desk.act([removeElement(desk.file, desk.selected)])
  },
  F2: () => document.getElementById('element-name')?.focus(),
  Escape: (desk) => desk.select(null),
  'ctrl z': (desk) => void back(desk, 'undo'),
  'ctrl shift z': (desk) => void back(desk, 'redo'),
  'ctrl y': (desk) => void back(desk, 'redo'),
  'ctrl c': copy,
  'ctrl v': paste,
}

function command(event: KeyboardEvent) {
  const held = event.ctrlKey || event.metaKey ? `ctrl ${event.shiftKey ? 'shift ' : ''}${event.key.toLowerCase()}` : event.key
  const name = held === 'Backspace' ? 'Delete' : held
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
      if (!found || event.defaultPrevented || (event.key === 'c' && window.getSelection()?.toString())) return
      event.preventDefault()
      found(desk)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [desk])
}
