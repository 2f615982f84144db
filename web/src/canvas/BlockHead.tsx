import type { ReactNode } from 'react'
import { hasIcon, Icon } from '../shared/icons'
import css from './Block.module.css'

interface Props {
  icon: string
  name: string
  type: string
  /** What stands in the corner. */
  corner?: ReactNode
  /** What is said after the type. */
  children?: ReactNode
}

/** The head of a block: what it is, its name and its type. */
export function BlockHead({ icon, name, type, corner, children }: Props) {
  return (
    <span className={css.head}>
      <span className={css.icon}>
        <Icon name={hasIcon(icon) ? icon : 'component'} size={18} />
      </span>
      <span className={css.names}>
        <span className={css.top}>
          <span className={css.name} title={name}>
            {name}
          </span>
          {corner}
        </span>
        <span className={css.type}>
          {type}
          {children}
        </span>
      </span>
    </span>
  )
}

/** Said of an element that stands for a component of another application. */
export function Elsewhere({ selected }: { selected: string }) {
  return (
    <span className={css.placed} title={`It is ${selected}, and runs there`}>
      of {selected.split('/')[0]}
    </span>
  )
}

/** Said of a component whose host the platform chose. */
export function Placed() {
  return (
    <span className={css.placed} title="The platform chose the host">
      <Icon name="wand" size={11} />
      placed here
    </span>
  )
}
