import { Switch, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { Application } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { go, Link, useQuery } from '../../shared/router'
import { tellState } from '../../shared/states'
import { Choice } from '../../shared/ui/Choice'
import { Mark } from '../../shared/ui/Mark'
import { Notice } from '../../shared/ui/Notice'
import { Refusal } from '../../shared/ui/Refusal'
import { KEPT, marked, type Line } from './log'
import css from './Logs.module.css'
import { useLog } from './useLog'

function Lines({ lines, search, follow }: { lines: Line[]; search: string; follow: boolean }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines, follow])
  return (
    <div className={css.lines} ref={box} role="log" aria-label="Log" aria-live="off" tabIndex={0}>
      {lines.length === 0 && <p className={css.none}>{search ? 'No line holds this.' : 'It has written nothing yet.'}</p>}
      {lines.map(({ number, text }) => (
        <div key={number} data-start={text.startsWith('--- start ') || undefined}>
          {marked(text, search).map((part, index) => (part.hit ? <mark key={index}>{part.text}</mark> : part.text))}
        </div>
      ))}
    </div>
  )
}

function State({ component }: { component: string }) {
  const state = useLive((live) => live.status?.components.find((one) => one.name === component)?.state)
  return <Mark told={tellState(state)} />
}

/** What components write: the last lines, those that hold a text, and as they come. */
export default function LogsView({ application }: { application: Application }) {
  const names = useLive((live) => (live.status?.components ?? []).map((one) => one.name).join('\n')).split('\n').filter(Boolean)
  const query = new URLSearchParams(useQuery())
  const component = query.get('component') ?? names[0] ?? ''
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 250)
  const [follow, setFollow] = useState(true)
  const { lines, error, open } = useLog({ application: application.name, component, search, follow })
  if (names.length === 0) {
    return (
      <Notice title="Nothing runs that could write a log">
        <Link href="?show=plan">Look at the plan</Link>
      </Notice>
    )
  }
  return (
    <section className={css.logs} aria-label="Logs">
      <div className={css.tools}>
        <Choice
          aria-label="Component"
          options={names}
          value={component}
          choose={(name) => name && go(`?show=logs&component=${encodeURIComponent(name)}`, true)}
        />
        <State component={component} />
        <TextInput
          aria-label="Search in the log"
          placeholder="Only lines that hold …"
          size="xs"
          w={220}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Switch size="xs" label="Follow" checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} />
        <span className={css.about}>
          {lines.length} lines, at most {KEPT}
          {follow && !open && ', connecting'}
        </span>
      </div>
      <Refusal error={error} />
      <Lines lines={lines} search={search} follow={follow} />
    </section>
  )
}
