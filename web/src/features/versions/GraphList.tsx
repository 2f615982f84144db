import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import css from './Graph.module.css'
import { GraphRow } from './GraphRow'
import { ROW, widthOf, windowOf } from './lanes'
import type { Logged } from './types'

interface Props {
  commits: Logged[]
  head: string
  current: string
  more: boolean
  selected: string
  select: (id: string) => void
  /** Loads what comes after them. */
  next: () => void
}

/** So many rows before the end the next page is asked for. */
const SOON = 40
const PAGE = 12
/** Between the graph and the messages, as the rows have it. */
const GAP = 12

/** Which row a key goes to; undefined for other keys. */
export function stepTo(key: string, at: number, count: number): number | undefined {
  const to = {
    ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + PAGE, PageUp: at - PAGE, Home: 0, End: count - 1,
  }[key]
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to))
}

/** The part of a long list that is in sight. */
function useWindow(count: number) {
  const list = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(600)
  useLayoutEffect(() => {
    const { current } = list
    if (current === null) return undefined
    const seen = new ResizeObserver(() => setHeight(current.clientHeight))
    seen.observe(current)
    return () => seen.disconnect()
  }, [])
  const [first, end] = windowOf(top, height, count)
  return { list, first, end, onScroll: () => setTop(list.current?.scrollTop ?? 0) }
}

/** Keeps a row in sight. */
function reveal(list: HTMLDivElement | null, at: number) {
  if (list === null || at < 0) return
  const [top, bottom] = [at * ROW, (at + 1) * ROW]
  if (top < list.scrollTop) list.scrollTop = top
  else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight
}

/** The graph of commits: only the rows in sight are drawn, however long the history is. */
export function GraphList({ commits, head, current, more, selected, select, next }: Props) {
  const { list, first, end, onScroll } = useWindow(commits.length)
  const at = commits.findIndex((one) => one.id === selected)
  useEffect(() => reveal(list.current, at), [list, at])
  useEffect(() => {
    if (more && end > commits.length - SOON) next()
  }, [more, end, commits.length, next])
  const onKey = (event: KeyboardEvent) => {
    const to = event.key === 'Escape' ? -1 : stepTo(event.key, at, commits.length)
    if (to === undefined) return
    event.preventDefault()
    select(commits[to]?.id ?? '')
  }
  const shown = commits.slice(first, end)
  const visible = at >= first && at < end
  const width = widthOf(shown)
  return (
    <section className={css.graph} aria-label="History">
      <div className={css.titles} style={{ paddingLeft: width + GAP }} aria-hidden="true">
        <span>Message</span>
        <span>Author</span>
        <span>Time</span>
        <span>Commit</span>
      </div>
      <div
        ref={list}
        className={css.list}
        role="listbox"
        aria-label="Commits"
        tabIndex={0}
        aria-activedescendant={visible ? `commit-${selected}` : undefined}
        onScroll={onScroll}
        onKeyDown={onKey}
      >
        <div role="presentation" style={{ height: commits.length * ROW, position: 'relative' }}>
          {shown.map((commit, index) => (
            <GraphRow
              key={commit.id}
              commit={commit}
              top={(first + index) * ROW}
              width={width}
              position={first + index + 1}
              count={more ? -1 : commits.length}
              isHead={commit.id === head}
              current={current}
              chosen={commit.id === selected}
              select={select}
            />
          ))}
        </div>
      </div>
    </section>
  )
}
