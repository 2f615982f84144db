// Moments with a word each, drawn over a chart.
import type uPlot from 'uplot'
import type { Colors } from './usePlot'

export interface Pin {
  time: number
  label: string
}

export const FONT = '11px "IBM Plex Sans Variable", sans-serif'

export const scaled = (font: string) => font.replace('11px', `${11 * devicePixelRatio}px`)

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
