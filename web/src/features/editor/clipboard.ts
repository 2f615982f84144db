// The clipboard of the editor: elements as YAML, to and from any document and any program.
import { useEffect } from 'react'
import { clipOf, elementsIn } from './clips'
import type { Desk } from './desk'
import { chosen, insert, named, remove } from './sheet/actions'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

function put(desk: Desk, text: string) {
  const sections = desk.words.documents[desk.model.kind]?.sections ?? []
  const elements = elementsIn(text, (section) => sections.find((one) => one.name === section)?.default ?? '')
  if (elements.length > 0) insert(desk, elements)
  else desk.say('What is in the clipboard is no YAML of elements by section, such as components: {name: {…}}.')
}

function take(desk: Desk, event: ClipboardEvent) {
  const elements = chosen(desk)
  if (elements.length === 0 || isTyping(event.target) || window.getSelection()?.toString()) return
  event.clipboardData?.setData('text/plain', clipOf(elements))
  event.preventDefault()
  if (event.type === 'cut') remove(desk)
  else desk.say(`Copied ${named(elements)}.`)
}

/** Copies, cuts and pastes elements while the editor is there; in fields the clipboard is that of texts. */
export function useClipboard(desk: Desk) {
  useEffect(() => {
    const onTake = (event: ClipboardEvent) => take(desk, event)
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target) || document.querySelector('dialog[open]')) return
      event.preventDefault()
      put(desk, event.clipboardData?.getData('text/plain') ?? '')
    }
    document.addEventListener('copy', onTake)
    document.addEventListener('cut', onTake)
    document.addEventListener('paste', onPaste)
    return () => {
      document.removeEventListener('copy', onTake)
      document.removeEventListener('cut', onTake)
      document.removeEventListener('paste', onPaste)
    }
  }, [desk])
}
