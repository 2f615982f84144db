// The drawing of a document as its editor opens it: run by `stratum draw`, where there is no page.
import { folds, foldsAtFirst } from '../../../canvas/folding'
import { infrastructureOf, placesOf } from '../../../canvas/places'
import { sceneOf } from '../../../canvas/scene'
import { partsOf } from '../../../model/parts'
import { readModel } from '../../../model/reader'
import { vocabulary, type Told } from '../../../model/vocabulary'
import { layoutFile, pinsOf } from './layout'
import { svgOf } from './svg'

export interface Order {
  types: Told
  /** The documents of the workspace by file. */
  texts: Record<string, string>
  /** The one that is drawn. */
  file: string
  /** The element whose parts are drawn; empty for what stands at the top of the document. */
  inside: string
  /** Host by component of an application, where the platform chose it. */
  hosts: Record<string, string>
  /** Whether all groups and hosts are folded; as the editor opens it where null. */
  folded: boolean | null
}

/** The SVG of an order that is written as JSON; empty where the document has nothing in the element of that name. */
export function drawing(written: string): string {
  const order = JSON.parse(written) as Order
  const words = vocabulary(order.types)
  const read = (file: string) => readModel(words, order.texts[file] ?? '')
  const model = read(order.file)
  if (order.inside !== '' && partsOf(model, order.inside).length === 0) return ''
  const layout = layoutFile(new Map(Object.entries(order.texts)), order.file)
  const infrastructure = infrastructureOf(order.file, model)
  const scene = sceneOf(words, model, {
    inside: order.inside,
    places: placesOf(words, infrastructure ? read(infrastructure) : undefined),
    chosen: order.hosts,
    folds: order.folded === null ? foldsAtFirst(model) : folds(order.folded),
    pins: layout ? pinsOf(read(layout)) : new Map(),
  })
  return svgOf(order.inside || model.name, scene, model.elements)
}
