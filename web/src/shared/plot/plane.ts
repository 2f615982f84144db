// The square that curves are drawn on: from data to pixels, and where the ticks stand.

export const SIZE = { width: 340, height: 300, left: 46, right: 10, top: 8, bottom: 40 }

export interface Plane {
  x: (value: number) => number
  y: (value: number) => number
  ticks: number[]
  /** Of the upright axis. */
  yTicks: number[]
}

/** About four round numbers from `low` to `high`. */
export function ticksOf(low: number, high: number): number[] {
  const rough = (high - low) / 4 || 1
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? rough
  const first = Math.ceil(low / step - 1e-9)
  const count = Math.floor(high / step + 1e-9) - first + 1
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

/** A plane whose two axes both go from `low` to `high`, or the upright one from `bottom` to `top`. */
export function plane(low: number, high: number, [bottom, top]: [number, number] = [low, high]): Plane {
  const span = high - low || 1
  const rise = top - bottom || 1
  return {
    x: (value) => SIZE.left + ((value - low) / span) * (SIZE.width - SIZE.left - SIZE.right),
    y: (value) => SIZE.height - SIZE.bottom - ((value - bottom) / rise) * (SIZE.height - SIZE.top - SIZE.bottom),
    ticks: ticksOf(low, high),
    yTicks: ticksOf(bottom, top),
  }
}

export const pathOf = ({ x, y }: Plane, points: [number, number][]) =>
  points.map(([a, b], index) => `${index ? 'L' : 'M'}${x(a).toFixed(1)},${y(b).toFixed(1)}`).join('')
