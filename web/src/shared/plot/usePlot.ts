import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, useState, type RefObject } from 'react'
import uPlot, { type AlignedData, type Options } from 'uplot'

export type Colors = (name: string) => string

function useWidth(element: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const { current } = element
    if (!current) return
    const observer = new ResizeObserver(() => setWidth(current.clientWidth))
    observer.observe(current)
    return () => observer.disconnect()
  }, [element])
  return width
}

/**
 * A uPlot in the returned element: drawn anew when its shape changes (`shape` differs, the colours
 * switch), fed when only the data do.
 */
export function usePlot(
  make: (colors: Colors) => Omit<Options, 'width' | 'height'>,
  data: AlignedData,
  height: number,
  shape: string,
) {
  const element = useRef<HTMLDivElement>(null)
  const width = useWidth(element)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef({ make, data })
  latest.current = { make, data }
  const scheme = useComputedColorScheme('light')
  const ready = width > 0
  useEffect(() => {
    const { current } = element
    if (!current || !ready) return
    const style = getComputedStyle(document.documentElement)
    const colors: Colors = (name) => style.getPropertyValue(`--${name}`).trim()
    const options = { ...latest.current.make(colors), width: current.clientWidth, height }
    const made = new uPlot(options, latest.current.data, current)
    plot.current = made
    return () => {
      made.destroy()
      plot.current = null
    }
  }, [shape, scheme, height, ready])
  useEffect(() => plot.current?.setSize({ width, height }), [width, height])
  useEffect(() => plot.current?.setData(data), [data])
  return element
}
