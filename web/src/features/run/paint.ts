// What is painted behind and over the lines of a chart of a run.
import type uPlot from 'uplot'
import { FONT, scaled } from '../../shared/plot/pins'
import type { Colors } from '../../shared/plot/usePlot'
import type { Band } from './lines'

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
