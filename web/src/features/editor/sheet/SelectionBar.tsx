import { ActionIcon } from '@mantine/core'
import { Panel, useReactFlow } from '@xyflow/react'
import { Icon, type IconName } from '../../../shared/icons'
import { useValue } from '../../../shared/value'
import { useLatestDesk } from '../desk'
import { duplicate, put, remove } from './actions'
import { aligned, withNeighbours, type Way } from './aligning'
import type { Scene } from '../../../canvas/scene'
import css from './SheetTools.module.css'

const WAYS: [Way, IconName, string][] = [
  ['left', 'alignLeft', 'Align left edges'],
  ['centre', 'alignCentre', 'Align centres'],
  ['right', 'alignRight', 'Align right edges'],
  ['top', 'alignTop', 'Align upper edges'],
  ['middle', 'alignMiddle', 'Align middles'],
  ['bottom', 'alignBottom', 'Align lower edges'],
  ['across', 'across', 'Spread evenly across'],
  ['down', 'spread', 'Spread evenly down'],
]

interface Props {
  scene: Scene
  /** Brings blocks in sight, where there is a drawing. */
  fit?: (names: string[]) => void
}

/** What can be done with several elements that are chosen. */
export function SelectionTools({ scene, fit }: Props) {
  const desk = useLatestDesk()
  const picks = useValue(desk.current.picks, (names) => names)
  const boxes = scene.blocks.filter((box) => picks.has(box.name))
  if (picks.size < 2) return null
  const align = (way: Way) => void put(desk.current, withNeighbours(scene, aligned(boxes, way)))
  const tools: [IconName, string, () => void][] = [
    ...WAYS.map(([way, icon, label]): [IconName, string, () => void] => [icon, label, () => align(way)]),
    ...(fit ? [['fit', 'Zoom to what is chosen', () => fit(boxes.map((box) => box.name))] satisfies [IconName, string, () => void]] : []),
    ['copy', 'Duplicate (Ctrl D)', () => duplicate(desk.current)],
    ['bin', 'Delete (Del)', () => remove(desk.current)],
  ]
  return (
    <div role="toolbar" aria-label="What is chosen" className={css.bar}>
      <span role="status">{picks.size} chosen</span>
      {tools.map(([icon, label, act]) => (
        <ActionIcon key={label} variant="subtle" color="gray" size={26} aria-label={label} title={label} onClick={act}>
          <Icon name={icon} size={14} />
        </ActionIcon>
      ))}
    </div>
  )
}

/** The same above the drawing. */
export function SelectionBar({ scene }: { scene: Scene }) {
  const { fitView } = useReactFlow()
  const fit = (names: string[]) => void fitView({ nodes: names.map((id) => ({ id })), padding: 0.2, maxZoom: 1.15 })
  return (
    <Panel position="top-center" className={css.above}>
      <SelectionTools scene={scene} fit={fit} />
    </Panel>
  )
}
