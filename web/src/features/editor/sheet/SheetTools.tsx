import { ActionIcon } from '@mantine/core'
import { Panel } from '@xyflow/react'
import { Icon, type IconName } from '../../../shared/icons'
import { Choice } from '../../../shared/ui/Choice'
import { useLatestDesk } from '../desk'
import css from './SheetTools.module.css'
import type { Folding } from './useFolds'

/** What is done with the whole drawing: finding an element, folding and unfolding. */
export function SheetTools({ names, folding }: { names: string[]; folding: Folding }) {
  const desk = useLatestDesk()
  const buttons: [IconName, string, () => void][] = [
    ['foldUp', 'Fold all', () => folding.all(true)],
    ['unfold', 'Unfold all', () => folding.all(false)],
  ]
  return (
    <Panel position="top-left" className={css.tools}>
      <Choice aria-label="Find an element" placeholder="Find …" value="" limit={60} options={names} choose={(name) => desk.current.select(name)} />
      {folding.canFold && buttons.map(([icon, label, act]) => (
        <ActionIcon key={label} variant="default" size={30} aria-label={label} title={label} onClick={act}>
          <Icon name={icon} size={15} />
        </ActionIcon>
      ))}
    </Panel>
  )
}
