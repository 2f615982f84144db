import 'uplot/dist/uPlot.min.css'
import { useMemo } from 'react'
import type { AlignedData } from 'uplot'
import type { Point } from '../api/types'
import { aligned } from '../series'
import { usePlot, type Colors } from './usePlot'

const HEIGHT = 30

const options = (colors: Colors) => ({
  series: [{}, { stroke: colors('plot-0'), width: 1.5, fill: colors('accent-wash'), points: { show: false } }],
  axes: [{ show: false }, { show: false }],
  scales: { x: { time: false }, y: { range: (_: unknown, __: number, most: number): [number, number] => [0, most * 1.1 || 1] } },
  cursor: { show: false },
  legend: { show: false },
  padding: [2, 0, 0, 0] as [number, number, number, number],
})

/** A small line without axes; the reading beside it says the number. */
export default function Spark({ points }: { points: Point[] }) {
  const data = useMemo(() => aligned([points]) as AlignedData, [points])
  const ref = usePlot(options, data, HEIGHT, 'spark')
  return <div ref={ref} aria-hidden="true" style={{ height: HEIGHT, minWidth: 0 }} />
}
