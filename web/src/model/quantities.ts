// Amounts with units, such as `512 MiB`, as numbers in base units: what src/stratum/core/quantities.py reads of cores and bytes.
/** Cores, and bytes of memory and disk; null where nothing is told. */
export interface Amounts {
  cpu: number | null
  memory: number | null
  disk: number | null
}

export const KEYS = ['cpu', 'memory', 'disk'] as const

const UNITS: Record<string, number> = {
  '': 1, cores: 1, core: 1, m: 1e-3,
  B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40,
}

/** An amount as it is written, such as `512 MiB`, in its base unit; null for what is none. */
export function amountOf(written: unknown): number | null {
  if (typeof written !== 'number' && typeof written !== 'string') return null
  const [, number = '', unit = ''] = /^\s*([0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\s*([A-Za-z]*)\s*$/.exec(String(written)) ?? []
  const size = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined
  return number === '' || size === undefined ? null : Number(number) * size
}

/** Amounts by what tells each. */
export const amounts = (told: (key: string) => unknown): Amounts => ({ cpu: amountOf(told('cpu')), memory: amountOf(told('memory')), disk: amountOf(told('disk')) })
