// What keys do anywhere in the editor, except while something is typed.
import { useEffect } from 'react'
import { elementOf, type Desk } from './desk'
import { pasted, removeElement } from './edits'
import { after } from './findings'

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

/** Goes to the finding after the one that was shown last, in the order of the list. */
export function nextFinding(desk: Desk) {
  const owners = desk.findings.map((one) => one.owner)
  const next = after(owners.length, owners.lastIndexOf(desk.selected ?? ''))
  const found = desk.findings[next]
  if (!found) return desk.say('There are no findings.')
  desk.select(found.owner || null)
  desk.say(found.message)
}

const COMMANDS: Record<string, (desk: Desk) => void> = {
  Delete: (desk) => {
    if (desk.selected) void desk.act([removeElement(desk.file, desk.selected)])
  },
  F2: () => document.getElementById('element-name')?.focus(),
  Escape: (desk) => desk.select(null),
  'ctrl c': copy,
  'ctrl v': paste,
}

const ANYWHERE: Record<string, (desk: Desk) => void> = { F8: nextFinding }

function command(event: KeyboardEvent) {
  const held = event.ctrlKey || event.metaKey ? `ctrl ${event.shiftKey ? 'shift ' : ''}${event.key.toLowerCase()}` : event.key
  const name = held === 'Backspace' ? 'Delete' : held
  return ANYWHERE[name] ?? (typing(event.target) ? undefined : COMMANDS[name])
}

export function useKeys(desk: Desk) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const found = command(event)
      if (!found || event.defaultPrevented || (event.key === 'c' && window.getSelection()?.toString())) return
      event.preventDefault()
      found(desk)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [desk])
}
