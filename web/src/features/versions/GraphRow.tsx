import { memo } from 'react'
import { Icon } from '../../shared/icons'
import { shortId } from './address'
import css from './Graph.module.css'
import { laneX, linesOf, ROW } from './lanes'
import { moment } from '../../shared/format'
import type { Logged } from './types'

interface Props {
  commit: Logged
  top: number
  width: number
  position: number
  count: number
  isHead: boolean
  /** The branch that the workspace stands at. */
  current: string
  chosen: boolean
  select: (id: string) => void
}

const COLOURS = 8
const colour = (lane: number) => `var(--plot-${lane % COLOURS})`

function Lanes({ commit, width, isHead }: Pick<Props, 'commit' | 'width' | 'isHead'>) {
  const x = laneX(commit.lane)
  return (
    <svg width={width} height={ROW} aria-hidden="true" className={css.lanes}>
      {linesOf(commit).map(({ lane, path }) => (
        <path key={`${lane} ${path}`} d={path} fill="none" stroke={colour(lane)} strokeWidth={2} />
      ))}
      <circle cx={x} cy={ROW / 2} r={isHead ? 5.5 : 4} fill={isHead ? 'var(--surface)' : colour(commit.lane)} stroke={colour(commit.lane)} strokeWidth={isHead ? 3 : 1} />
    </svg>
  )
}

/** The branches and tags at a commit. */
export function References({ commit, current }: Pick<Props, 'commit' | 'current'>) {
  return (
    <>
      {commit.branches.map((name) => (
        <span key={name} className={css.branch} data-current={name === current}>
          <Icon name={name === current ? 'check' : 'branch'} size={11} />
          {name}
        </span>
      ))}
      {commit.tags.map((name) => (
        <span key={name} className={css.tag}>
          <Icon name="tag" size={11} />
          {name}
        </span>
      ))}
    </>
  )
}

function Row({ commit, top, width, position, count, isHead, current, chosen, select }: Props) {
  return (
    <div
      id={`commit-${commit.id}`}
      role="option"
      aria-selected={chosen}
      aria-posinset={position}
      aria-setsize={count}
      className={css.row}
      style={{ top }}
      onClick={() => select(chosen ? '' : commit.id)}
    >
      <Lanes commit={commit} width={width} isHead={isHead} />
      <span className={css.message}>
        <References commit={commit} current={current} />
        <span className={css.title} title={commit.title}>
          {commit.title}
        </span>
      </span>
      <span className={css.author}>{commit.author}</span>
      <span className={css.time} title={new Date(commit.time * 1000).toISOString()}>
        {moment(commit.time)}
      </span>
      <code className={css.id}>{shortId(commit.id)}</code>
    </div>
  )
}

export const GraphRow = memo(Row)
