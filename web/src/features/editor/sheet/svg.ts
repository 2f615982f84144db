// A drawing as a picture in itself: SVG made from the scene, with neither a browser nor its styles.
import { wiresOf, type Card, type Scene } from '../../../canvas/scene'
import type { Box } from '../../../graph/types'
import type { Element } from '../../../model/document'

const INK = '#1c2925'
const MUTED = '#5c6b65'
const LINE = '#b9c4bf'
const PAPER = '#ffffff'
const BANDS: Record<string, string> = { edge: '#f3ece0', fog: '#e3ecef', cloud: '#e9e7f3' }
const MARGIN = 24

const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** As much of a text as has room, by the mean width of its letters. */
function fitted(text: string, room: number, size: number): string {
  const most = Math.max(1, Math.floor(room / (size * 0.56)))
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

const rounded = (value: number) => Math.round(value * 10) / 10

const box = ({ x, y, width, height }: Box, fill: string, more = '') =>
  `<rect x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}" rx="9" fill="${fill}"${more}/>`

interface Line {
  size: number
  colour?: string
  bold?: boolean
}

/** A line of text in a box, so many pixels below its upper edge. */
const line = (at: Box, down: number, text: string, { size, colour = MUTED, bold = false }: Line) =>
  `<text x="${rounded(at.x + 12)}" y="${rounded(at.y + down)}" font-size="${size}" fill="${colour}"${bold ? ' font-weight="600"' : ''}>${escaped(fitted(text, at.width - 24, size))}</text>`

const STROKE = ` stroke="${LINE}"`

const counted = ({ hosts, inside }: Card) => `${hosts > 1 ? `${hosts} hosts, ` : ''}${inside.length} inside`

function extent(boxes: Box[]): Box {
  const left = Math.min(0, ...boxes.map((one) => one.x)) - MARGIN
  const top = Math.min(0, ...boxes.map((one) => one.y)) - MARGIN
  const right = Math.max(...boxes.map((one) => one.x + one.width), 0) + MARGIN
  const bottom = Math.max(...boxes.map((one) => one.y + one.height), 0) + MARGIN
  return { x: rounded(left), y: rounded(top), width: rounded(right - left), height: rounded(bottom - top) }
}

/** The drawing of a document as SVG; its elements tell what is written in the blocks. */
export function svgOf(title: string, scene: Scene, elements: Element[]): string {
  const types = new Map(elements.map((one) => [one.name, one.type]))
  const { bands, hosts, cards, blocks } = scene
  const all = extent([...bands, ...hosts, ...cards, ...blocks])
  const wires = wiresOf(scene, new Map())
  const parts = [
    ...bands.map((one) => box(one, BANDS[one.name] ?? '#eef1ef') + line(one, 26, one.name || 'not placed', { size: 13, bold: true })),
    ...hosts.map((one) => box(one, PAPER, `${STROKE} fill-opacity="0.6"`) + line(one, 36, one.name || '', { size: 13, colour: INK, bold: true })),
    ...wires.map((wire) => `<path d="${wire.path}" fill="none" stroke="#8b9a94" stroke-width="1.5"${wire.flow === 'forward' ? ' marker-end="url(#tip)"' : ''}/>`),
    ...cards.map((one) => box(one, PAPER, STROKE) + line(one, 28, one.title, { size: 14, colour: INK, bold: true }) + line(one, 46, counted(one), { size: 12 })),
    ...blocks.map((one) => box(one, PAPER, STROKE) + line(one, 28, one.name, { size: 14, colour: INK, bold: true }) + line(one, 46, types.get(one.name) ?? '', { size: 11 })),
    ...wires.filter((wire) => wire.text).map(({ label, text }) => `<text x="${rounded(label.x)}" y="${rounded(label.y)}" font-size="11" fill="${MUTED}" text-anchor="middle" paint-order="stroke" stroke="${PAPER}" stroke-width="4">${escaped(text)}</text>`),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${all.width}" height="${all.height}" viewBox="${all.x} ${all.y} ${all.width} ${all.height}" font-family="IBM Plex Sans, Helvetica, Arial, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#8b9a94"/></marker></defs>',
    box(all, PAPER),
    ...parts,
    '</svg>\n',
  ].join('\n')
}
