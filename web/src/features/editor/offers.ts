// What the palette of commands offers in the editor: its elements, the types that fit, and what can be done.
import { useMemo } from 'react'
import { documentReader } from '../../model/reader'
import { mayHold } from '../../model/parts'
import { useCommands, type Command } from '../../shared/commands'
import { go } from '../../shared/router'
import { begin } from './begin'
import { elementOf, type Desk } from './desk'
import { leave, shelvesHere } from './inside'
import { documentAddress } from '../../shared/api/client'
import { back } from './keys'
import { spotOf } from './Palette'
import { saidOf } from './sought'
import { duplicate, remove } from './sheet/actions'
import type { View } from './Toolbar'

/** The elements of all documents, each with the way to it, by their names and by what is said of them. */
export function elements(desk: Pick<Desk, 'words' | 'session' | 'file' | 'model' | 'select'>): Command[] {
  const read = documentReader(desk.words)
  const all = [...desk.session.get().texts].flatMap(([file, text]) => {
    const place = file === desk.file ? '' : ` in ${file}`
    return (file === desk.file ? desk.model : read(text)).elements.map((element) => ({
      element, place, run: () => (place === '' ? desk.select(element.name) : go(`${documentAddress(file)}?element=${encodeURIComponent(element.name)}`)),
    }))
  })
  return [
    ...all.map(({ element: { name, type }, place, run }): Command => ({ title: name, kind: 'element', detail: type + place, run })),
    ...all.flatMap(({ element, place, run }) =>
      saidOf(element).map((said): Command => ({ title: said, kind: 'value', detail: `of ${element.name}${place}`, run })),
    ),
  ]
}

const found = (desk: Desk): Command[] =>
  desk.findings.map(({ message, code, owner }) => ({
    title: message, kind: 'finding', detail: `${code}${owner && ` of ${owner}`}`, run: () => desk.select(owner || null),
  }))

const types = (desk: Desk): Command[] =>
  shelvesHere(desk).flatMap(({ section, types: all }) =>
    all.map((type): Command => ({
      title: `Add ${type.name}`,
      kind: 'type',
      detail: type.help,
      run: () => begin(desk, type, spotOf(desk, type, section)),
    })),
  )

function changes(desk: Desk): Command[] {
  const chosen: Command[] = [
    { title: 'Duplicate what is chosen', kind: 'action', keys: 'Ctrl D', run: () => duplicate(desk) },
    { title: 'Delete what is chosen', kind: 'action', keys: 'Del', run: () => remove(desk) },
  ]
  return [
    { title: 'Undo', kind: 'action', keys: 'Ctrl Z', run: () => void back(desk, 'undo') },
    { title: 'Do again', kind: 'action', keys: 'Ctrl Shift Z', run: () => void back(desk, 'redo') },
    ...(desk.picks.get().size > 0 ? chosen : []),
  ]
}

/** The ways into what is chosen, and out of what is open. */
function ways(desk: Desk): Command[] {
  const chosen = elementOf(desk, desk.selected)
  const isHolder = mayHold(desk.words.types.get(chosen?.type ?? ''))
  return [
    ...(chosen && isHolder ? [{ title: `Open ${chosen.name}`, kind: 'action', keys: 'o', run: () => desk.open(chosen.name) } as const] : []),
    ...(desk.inside ? [{ title: `Leave ${desk.inside}`, kind: 'action', keys: 'Esc', run: () => leave(desk) } as const] : []),
  ]
}

function views(show: (change: Partial<View>) => void): Command[] {
  const action = (title: string, change: Partial<View>): Command => ({ title, kind: 'action', run: () => show(change) })
  return [
    action('Check: show the findings', { problems: true }),
    action('Show the drawing', { outline: false }),
    action('Show the outline', { outline: true }),
    action('Show the text', { text: true }),
    action('Show the properties', { text: false }),
  ]
}

/** Offers everything of the editor to the palette of commands. */
export function useEditorCommands(desk: Desk, show: (change: Partial<View>) => void) {
  const offer = useMemo(
    () => () => [...(desk.locked ? [] : changes(desk)), ...ways(desk), ...views(show), ...elements(desk), ...found(desk), ...(desk.locked ? [] : types(desk))],
    [desk, show],
  )
  useCommands(offer)
}
