// What is painted behind and over the lines of a chart of a run.
import type uPlot from 'uplot'
import type { Colors } from '../../shared/plot/usePlot'
import type { Band, Pin } from './lines'

export const FONT = '11px "IBM Plex Sans Variable", sans-serif'

export function drawBands(chart: uPlot, bands: Band[], colors: Colors) {
  const { ctx, bbox } = chart
  ctx.save()
  ctx.fillStyle = `${colors('bad')}3d`
  for (const [from, to] of bands) {
    const [left, right] = [from, to].map((time) => chart.valToPos(time, 'x', true)) as [number, number]
    const start = Math.max(left, bbox.left)
    const width = Math.min(Math.max(right, start + 1), bbox.left + bbox.width) - start
    if (width > 0) ctx.fillRect(start, bbox.top, width, bbox.height)
  }
  ctx.restore()
}

export function drawBound(chart: uPlot, bound: number | null | undefined, label: string, colors: Colors) {
  if (bound == null) return
  const { ctx, bbox } = chart
  const y = chart.valToPos(bound, 'y', true)
  if (y < bbox.top) return
  ctx.save()
  ctx.strokeStyle = ctx.fillStyle = colors('bad')
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.font = scaled(FONT)
  ctx.textAlign = 'right'
  ctx.textBaseline = 'bottom'
  ctx.fillText(label, bbox.left + bbox.width - 4, y - 3 * devicePixelRatio)
  ctx.restore()
}

const scaled = (font: string) => font.replace('11px', `${11 * devicePixelRatio}px`)

/** A line and a word for each pin; words that would cover each other stand on rows of their own. */
export function drawPins(chart: uPlot, pins: Pin[], colors: Colors) {
  const { ctx, bbox } = chart
  const ends = [0, 0, 0]
  ctx.save()
  ctx.font = scaled(FONT)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  ctx.lineWidth = devicePixelRatio
  for (const { time, label } of pins) {
    const x = chart.valToPos(time, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    const width = ctx.measureText(label).width + 8 * devicePixelRatio
    const from = Math.min(x + 4 * devicePixelRatio, bbox.left + bbox.width - width)
    const row = Math.max(0, ends.findIndex((end) => end <= from))
    ends[row] = from + width
    ctx.strokeStyle = colors('line-strong')
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.fillStyle = colors('muted')
    ctx.fillText(label, from, bbox.top + (11 + row * 13) * devicePixelRatio)
  }
  ctx.restore()
}
