import { Icon } from '../icons'
import type { Told } from '../states'
import css from './ui.module.css'

/** A state as icon, word and colour. */
export function Mark({ told, plain = false }: { told: Told; plain?: boolean }) {
  return (
    <span className={plain ? css.markPlain : css.mark} data-tone={told.tone}>
      <Icon name={told.icon} size={12} />
      {told.label}
    </span>
  )
}
