// What a run says of each block of its pipeline.
import type { Block, Candidate, Run } from '../../shared/api/training'
import { count, figure } from '../../shared/format'
import type { Tone } from '../../shared/states'
import { metricName } from './ranking'

export interface Light {
  tone: Tone
  /** Short enough for a block. */
  text: string
  /** The whole of it. */
  reason: string
}

const rows = (number: number): Light => ({ tone: 'good', text: `✓ ${count(number)} rows`, reason: `${count(number)} rows came out` })

function ofCandidate({ name, status, error, metrics, broken }: Candidate, { metric, chosen }: Run): Light {
  if (status !== 'ok') return { tone: 'bad', text: `✗ ${status}`, reason: error ?? status }
  if (broken?.length) return { tone: 'warn', text: '! breaks a limit', reason: broken.join('; ') }
  const told = `${metricName(metric)} ${figure(metrics[metric])}`
  return { tone: 'good', text: `${name === chosen ? '★' : '✓'} ${told}`, reason: name === chosen ? `Chosen: ${told}` : told }
}

/** The block that an error names, as errors of pipelines do. */
const blamed = (error: string | null) => /\b(?:block|source|candidate) '([^']+)'/.exec(error ?? '')?.[1]

function ofBlock({ name, type }: Block, run: Run): Light | null {
  const { data, rows: parts, chosen } = run
  if (name === blamed(run.error)) return { tone: 'bad', text: '✗ failed', reason: run.error ?? '' }
  const candidate = run.candidates.find((one) => one.name === name)
  if (candidate) return ofCandidate(candidate, run)
  const number = data.sources?.[name]?.rows ?? data.left?.[name]
  if (number !== undefined) return rows(number)
  if (type.startsWith('Split') && parts.train !== undefined && parts.test !== undefined) {
    const text = `✓ ${count(parts.train)} + ${count(parts.test)} rows`
    return { tone: 'good', text, reason: `${count(parts.train)} rows to train on, ${count(parts.test)} held out` }
  }
  return type === 'ChooseBest' && chosen ? { tone: 'good', text: `✓ ${chosen}`, reason: `It chose ${chosen}` } : null
}

/** A light for each block that the run says something of; none while there was no run. */
export function lightsOf(blocks: Block[], run: Run | null): Map<string, Light> {
  if (run === null) return new Map()
  return new Map(blocks.flatMap((block) => {
    const light = ofBlock(block, run)
    return light ? [[block.name, light] as const] : []
  }))
}
