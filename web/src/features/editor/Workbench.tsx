import { CloseButton } from '@mantine/core'
import { useState } from 'react'
import { Canvas } from './Canvas'
import { useDesk } from './desk'
import { useKeys } from './keys'
import { Palette } from './Palette'
import { Problems } from './Problems'
import { Properties } from './Properties'
import { Toolbar } from './Toolbar'
import { Tree } from './Tree'
import css from './Workbench.module.css'

/** What was said last, such as why something was refused. */
function Said() {
  const { said, say } = useDesk()
  return (
    <div role="alert" className={css.alert}>
      {said && (
        <div className={css.said} data-refused={said.startsWith('Refused')}>
          <span>{said}</span>
          <CloseButton size="xs" aria-label="Close the message" onClick={() => say('')} />
        </div>
      )}
    </div>
  )
}

/** The three panes: what there is to put in, the document, and what is said of the chosen element. */
export function Workbench() {
  const desk = useDesk()
  const [problems, setProblems] = useState(false)
  const [arranged, setArranged] = useState(0)
  useKeys(desk)
  return (
    <div className={css.workbench}>
      <Toolbar problems={problems} setProblems={setProblems} arrange={() => setArranged(arranged + 1)} />
      <div className={css.panes}>
        <aside className={css.left} aria-label="Types and objects">
          <Palette />
          <Tree />
        </aside>
        <div className={css.middle}>
          <div className={css.sheet}>
            <Canvas arranged={arranged} />
            <Said />
          </div>
          {problems && <Problems />}
        </div>
        <aside className={css.right} aria-label="Properties">
          <Properties />
        </aside>
      </div>
    </div>
  )
}
