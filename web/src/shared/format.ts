// Numbers and times as people read them. Input is in base units: cores, bytes, seconds.
import { lookup } from './lookup'

const digits = (value: number) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)

const NARROW = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
const WHOLE = new Intl.NumberFormat('en')

export const count = (value: number) => WHOLE.format(Math.round(value))

/** 1,234 → 1.2K; below 1,000 with as many digits as say something. */
export function short(value: number): string {
  if (Math.abs(value) >= 1000) return NARROW.format(value)
  return trimmed(value, digits(value))
}

const trimmed = (value: number, places: number) => String(Number(value.toFixed(places)))

export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let scaled = value
  let unit = 0
  while (Math.abs(scaled) >= 1024 && unit < units.length - 1) {
    scaled /= 1024
    unit += 1
  }
  return `${trimmed(scaled, scaled >= 100 ? 0 : 1)} ${units[unit]}`
}

export const bytesPerSecond = (value: number) => `${bytes(value)}/s`

export function seconds(value: number): string {
  if (value === 0) return '0 ms'
  if (Math.abs(value) < 0.001) return `${trimmed(value * 1e6, 0)} µs`
  if (Math.abs(value) < 1) return `${trimmed(value * 1e3, digits(value * 1e3) && 1)} ms`
  if (value < 120) return `${trimmed(value, 1)} s`
  return duration(value)
}

/** 3,720 → 1 h 2 min. */
export function duration(value: number): string {
  const whole = Math.max(0, Math.floor(value))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min`
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
  return `${Math.floor(whole / 86400)} d ${Math.floor((whole % 86400) / 3600)} h`
}

/** A time of the data, of which days are what matters: 65 days, below two of them as `duration`. */
export const days = (value: number) =>
  value >= 172_800 ? `${count(value / 86_400)} days` : duration(value)

export const cores = (value: number) => `${trimmed(value, value < 0.1 ? 3 : 2)} cores`
export const perSecond = (value: number) => `${short(value)}/s`
export const percent = (value: number) => `${trimmed(value * 100, Math.abs(value) < 0.1 ? 1 : 0)} %`
export const figure = (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : value.toFixed(4)

/** A difference of figures. */
export const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(4)}`

const date = (time: number) => new Date(time * 1000)
const two = (value: number) => String(value).padStart(2, '0')

export function clockTime(time: number): string {
  const at = date(time)
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export function day(time: number): string {
  const at = date(time)
  return `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`
}

/** 27 Nov. */
export const dayMonth = (time: number) => `${date(time).getDate()} ${MONTHS[date(time).getMonth()]}`

/** 27 Nov, 19:40:05. */
export const spell = (time: number) => `${dayMonth(time)}, ${clockTime(time)}`

export const moment = (time: number) => `${day(time)}, ${clockTime(time).slice(0, 5)}`

/** A day of the data, which speak UTC. */
export function dataDay(time: number): string {
  const at = date(time)
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`
}

/** A share with one digit behind the point, as accuracies are compared. */
export const share = (value: number) => `${(value * 100).toFixed(1)} %`

/** A value of the model as text: lists joined, mappings as `key: value`. */
export function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(', ')
  if (value !== null && typeof value === 'object') {
    return Object.entries(value)
      .map(([name, inner]) => `${name}: ${plain(inner)}`)
      .join(', ')
  }
  return String(value)
}

const AMOUNTS: Record<string, (value: number) => string> = {
  cpu: cores,
  memory: bytes,
  disk: bytes,
  maxLatency: seconds,
  p95Latency: seconds,
  errorRate: percent,
  rate: perSecond,
}

const TITLES: Record<string, string> = { cpu: 'CPU' }

/** A camel-case name of the model in words: `maxLatency` is `Max latency`. */
export function words(name: string): string {
  const plain = name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
  return lookup(TITLES, name) ?? (/^p\d/.test(plain) ? plain : plain.charAt(0).toUpperCase() + plain.slice(1))
}

/** A named amount of the model with its unit, where the name tells which. */
export function amount(name: string, value: unknown): string {
  const show = lookup(AMOUNTS, name)
  return show && typeof value === 'number' ? show(value) : plain(value)
}
