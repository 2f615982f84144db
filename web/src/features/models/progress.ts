// How far a candidate is on its way.
import { lookup } from '../../shared/lookup'

const SHARES: Record<string, number> = { waiting: 0, starting: 0.05, fitting: 0.2, scoring: 0.6, exporting: 0.8, stopped: 0 }

/** From 0 to 1; what has ended has gone all the way. */
export const shareOf = (state: string): number => lookup(SHARES, state) ?? 1
