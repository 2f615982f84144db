// A document cut into its elements by its lines, so that only what changed has to be read again.

/** An element as it is written, with where that begins in the document. */
export interface Piece {
  section: string
  text: string
  at: number
}

export interface Cut {
  pieces: Piece[]
  /** All lines but those of elements. */
  rest: string
}

const TOP = /^[A-Za-z][\w-]*:(?=\s|$)/
const KEY = /^ *("[^"\\]*"|'[^']*'|[A-Za-z0-9_.][^\s:#'"{}[\],&*!|>?%@`]*) *:(?=\s|$)/
/** What one part of a document may say of another one. */
const SHARED = /(^|[\s[{,:])[&*][\w-]/m

const isSilent = (line: string) => /^\s*(#|$)/.test(line)
const indentOf = (line: string) => line.length - line.trimStart().length

interface Line {
  text: string
  at: number
}

function linesOf(text: string): Line[] {
  let at = 0
  return text.split(/(?<=\n)/).map((line) => {
    const found = { text: line, at }
    at += line.length
    return found
  })
}

/** The lines of a section as elements; null where they are not plainly that. */
function cutSection(section: string, lines: Line[]): Piece[] | null {
  const first = lines.find((line) => !isSilent(line.text))
  if (!first) return []
  const deep = indentOf(first.text)
  const pieces: Piece[] = []
  for (const { text, at } of lines.slice(lines.indexOf(first))) {
    const indent = isSilent(text) ? deep + 1 : indentOf(text)
    if (indent < deep || (indent === deep && !KEY.test(text))) return null
    const last = pieces.at(-1)
    if (indent === deep) pieces.push({ section, text, at })
    else if (last) last.text += text
  }
  return pieces
}

/** Lines at the top by the key that they stand under. */
function cutTop(lines: Line[]): { key: string; head: Line; body: Line[] }[] | null {
  const parts: { key: string; head: Line; body: Line[] }[] = []
  for (const line of lines) {
    const opens = !isSilent(line.text) && indentOf(line.text) === 0
    if (opens) {
      const key = TOP.exec(line.text)?.[0].slice(0, -1)
      if (key === undefined) return null
      parts.push({ key, head: line, body: [] })
    } else parts.at(-1)?.body.push(line)
  }
  return parts
}

/** Cuts a document; null where it is not written plainly enough, so that it has to be read as a whole. */
export function cut(text: string, sections: string[]): Cut | null {
  if (SHARED.test(text) || text.includes('\t')) return null
  const parts = cutTop(linesOf(text))
  if (parts === null) return null
  const pieces: Piece[] = []
  let rest = ''
  for (const { key, head, body } of parts) {
    const isOpen = sections.includes(key)
    const found = isOpen ? cutSection(key, body) : null
    if (isOpen && (found === null || !/:\s*(#.*)?$/.test(head.text.trimEnd()))) return null
    pieces.push(...(found ?? []))
    rest += isOpen ? '' : head.text + body.map((line) => line.text).join('')
  }
  return { pieces, rest }
}
