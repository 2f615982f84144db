// Elements as YAML by section, and back: what is in the clipboard.
import { parse, stringify } from 'yaml'
import type { Element } from '../../model/document'
import { outermost } from './sheet/copying'

type Body = Record<string, unknown>

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Elements as YAML. */
export function clipOf(elements: Element[]): string {
  const sections: Record<string, Body> = {}
  for (const { section, name, body } of outermost(elements)) sections[section] = { ...sections[section], [name]: body }
  return stringify(sections, { lineWidth: 0 })
}

function sectionsOf(text: string): Body {
  try {
    const read: unknown = parse(text)
    return isBody(read) ? read : {}
  } catch {
    return {}
  }
}

/** The elements that a text says by section; none where it says no such thing. */
export const elementsIn = (text: string, fallback: (section: string) => string): Element[] =>
  Object.entries(sectionsOf(text)).flatMap(([section, held]) =>
    Object.entries(isBody(held) ? held : {}).flatMap(([name, body]): Element[] => {
      if (!isBody(body)) return []
      const type = typeof body.type === 'string' ? body.type : fallback(section)
      return [{ name, type, section, parent: '', values: {}, edges: [], body, range: { from: 0, to: 0 }, places: new Map() }]
    }),
  )
