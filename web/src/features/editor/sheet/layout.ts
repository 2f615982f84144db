// Where people put blocks: a document of its own beside the one that is drawn, absent until somebody drags.
import type { Point } from '../../../graph/types'
import { beside, type Model } from '../../../model/document'
import { freshName } from '../../../model/names'
import type { Edit } from '../../../shared/api/types'
import { addElement, removeElement, renameElement, setValue } from '../edits'
import type { Spots } from '../../../canvas/scene'

export const LAYOUT = 'Layout'

/** The document of a drawing's places. */
export interface Layout {
  file: string
  pins: Spots
}

const isLayout = (text: string) => /^kind: *Layout *$/m.test(text)
const drawnBy = (file: string, text: string) => beside(file, /^document: *["']?(.+?)["']? *$/m.exec(text)?.[1] ?? '')

/** The file with the places of a document's drawing; empty where there is none. */
export function layoutFile(texts: ReadonlyMap<string, string>, drawn: string): string {
  return [...texts].find(([file, text]) => isLayout(text) && drawnBy(file, text) === drawn)?.[0] ?? ''
}

const pointOf = (written: unknown): Point | null => {
  const found = /^(-?\d+) (-?\d+)$/.exec(String(written))
  return found ? { x: Number(found[1]), y: Number(found[2]) } : null
}

export function pinsOf(model: Model): Spots {
  return new Map(
    model.elements.flatMap(({ name, values }) => {
      const at = pointOf(values.at)
      return at ? [[name, at] as const] : []
    }),
  )
}

const written = ({ x, y }: Point) => `${Math.round(x)} ${Math.round(y)}`

const namesOf = (texts: ReadonlyMap<string, string>) =>
  new Set([...texts.values()].filter(isLayout).flatMap((text) => /^name: *(\S+)/m.exec(text)?.[1] ?? []))

/** The first layout of a document. */
function begun(drawn: string, name: string, texts: ReadonlyMap<string, string>, spots: Spots): Edit {
  const lines = [...spots].sort(([a], [b]) => (a < b ? -1 : 1)).map(([element, at]) => `  ${element}: {at: ${written(at)}}\n`)
  const own = drawn.split('/').at(-1) ?? drawn
  const head = `stratum: 1\nkind: ${LAYOUT}\nname: ${freshName(name, namesOf(texts))}\ndocument: ${JSON.stringify(own).slice(1, -1)}\nplaces:\n`
  return { edit: 'AddDocument', file: drawn.replace(/\.ya?ml$/, '.layout.yaml'), text: head + lines.join('') }
}

/** Edits after which elements stand somewhere; places stay in the order of their names. */
export function placed(layout: Layout | null, drawn: { file: string; name: string }, texts: ReadonlyMap<string, string>, spots: Spots): Edit[] {
  if (spots.size === 0) return []
  if (layout === null) return [begun(drawn.file, drawn.name, texts, spots)]
  const known = [...layout.pins.keys()].sort()
  return [...spots].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, at]): Edit[] => {
    const before = layout.pins.get(name)
    if (before && written(before) === written(at)) return []
    if (before) return [setValue(layout.file, name, 'at', written(at))]
    return [{ ...addElement(layout.file, 'places', name, { at: written(at) }), before: known.find((one) => one > name) ?? '' }]
  })
}

/** Edits after which elements have no place of their own. */
export const unplaced = (layout: Layout | null, names: string[]): Edit[] =>
  layout === null ? [] : names.filter((name) => layout.pins.has(name)).map((name) => removeElement(layout.file, name))

/** The edit by which a place follows the name of its element. */
export const renamedPlace = (layout: Layout | null, name: string, to: string): Edit[] =>
  layout?.pins.has(name) && !layout.pins.has(to) ? [renameElement(layout.file, name, to)] : []

/** Everything but what stands in other drawings of the document is arranged by itself again. */
export function tidied(layout: Layout | null, others: string[]): Edit[] {
  if (layout === null) return []
  const kept = others.filter((name) => layout.pins.has(name))
  if (kept.length === 0) return [{ edit: 'RemoveDocument', file: layout.file }]
  return unplaced(layout, [...layout.pins.keys()].filter((name) => !kept.includes(name)))
}
