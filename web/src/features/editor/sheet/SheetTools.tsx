import { ActionIcon } from '@mantine/core'
import { Panel } from '@xyflow/react'
import { useMemo } from 'react'
import type { Scene } from '../../../canvas/scene'
import { Icon, type IconName } from '../../../shared/icons'
import { Choice } from '../../../shared/ui/Choice'
import { useLatestDesk } from '../desk'
import { foundIn, soughtBy } from '../sought'
import { keepPng, keepSvg } from './saving'
import css from './SheetTools.module.css'
import { svgOf } from './svg'
import type { Folding } from './useFolds'
import { Way } from './Way'

/** What is done with the whole drawing: finding an element, folding and unfolding, keeping a picture. */
export function SheetTools({ scene, folding }: { scene: Scene; folding: Folding }) {
  const desk = useLatestDesk()
  const { elements, name } = desk.current.model
  const { findings } = desk.current
  const names = useMemo(() => elements.map((one) => one.name), [elements])
  const filter = useMemo(() => foundIn(soughtBy(elements, findings)), [elements, findings])
  const picture = () => svgOf(desk.current.inside || name, scene, elements)
  const paint = () => void keepPng(picture(), name).then(desk.current.say)
  const folds: [IconName, string, () => void][] = [
    ['foldUp', 'Fold all', () => folding.all(true)],
    ['unfold', 'Unfold all', () => folding.all(false)],
  ]
  const buttons: [IconName, string, () => void][] = [
    ...(folding.canFold ? folds : []),
    ['down', 'Save as SVG', () => keepSvg(picture(), name)],
    ['picture', 'Save as PNG', paint],
  ]
  return (
    <Panel position="top-left" className={css.tools}>
      <Way />
      <Choice aria-label="Find an element" placeholder="Find …" value="" limit={60} filter={filter} options={names} choose={(name) => desk.current.select(name)} />
      {buttons.map(([icon, label, act]) => (
        <ActionIcon key={label} variant="default" size={30} aria-label={label} title={label} onClick={act}>
          <Icon name={icon} size={15} />
        </ActionIcon>
      ))}
    </Panel>
  )
}
