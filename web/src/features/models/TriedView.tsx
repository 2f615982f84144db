import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { Tried } from '../../shared/api/registry'
import { seconds, share } from '../../shared/format'
import { Command } from '../../shared/ui/Command'
import css from './version.module.css'

function Probabilities({ told }: { told: Record<string, number | null> }) {
  return (
    <ul className={css.chances} aria-label="Probabilities">
      {Object.entries(told).map(([label, value]) => (
        <li key={label}>
          <span>{label}</span>
          <span className={css.fill} aria-hidden>
            <span style={{ width: `${(value ?? 0) * 100}%` }} />
          </span>
          <span>{value === null ? '–' : share(value)}</span>
        </li>
      ))}
    </ul>
  )
}

/** What a model answered, and how to ask it from elsewhere. */
export function TriedView({ tried }: { tried: Tried }) {
  const [language, setLanguage] = useState('curl')
  const [first] = tried.predictions
  return (
    <div className={css.answer}>
      <p role="status">
        <strong className={css.label}>{String(first?.items?.join(', ') ?? first?.label ?? first?.prediction ?? '–')}</strong>
        <span className={css.small}>
          {first?.known === false && 'Nobody it knows: what most users have. '}
          {tried.model}@{tried.version}, answered in {seconds(tried.seconds)}
        </span>
      </p>
      {first?.probabilities && <Probabilities told={first.probabilities} />}
      <SegmentedControl size="xs" aria-label="How to ask from elsewhere" data={[{ value: 'curl', label: 'curl' }, { value: 'python', label: 'Python' }]} value={language} onChange={setLanguage} />
      <div className={css.snippet}>
        <Command text={language === 'curl' ? tried.curl : tried.python} />
      </div>
    </div>
  )
}
