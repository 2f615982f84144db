import { CloseButton } from '@mantine/core'
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { TYPES } from '../../model/document'
import { useSession } from '../../shared/session/useSession'
import { Canvas } from './Canvas'
import { Discussed } from './comments/Discussed'
import { useDesk } from './desk'
import { Waiting } from './Waiting'
import { useClipboard } from './clipboard'
import { useKeys } from './keys'
import { useEditorCommands } from './offers'
import { Outline } from './Outline'
import { Palette } from './Palette'
import { Problems } from './Problems'
import { Properties } from './Properties'
import { Toolbar, type View } from './Toolbar'
import { Training } from './Training'
import { Tree } from './Tree'
import { tidy } from './sheet/actions'
import { LAYOUT } from './sheet/layout'
import { TypesDesk } from './types/TypesDesk'
import css from './Workbench.module.css'

const TextPane = lazy(() => import('./TextPane'))

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

/** Told while the session cannot be reached, or cannot go on. */
function Trouble() {
  const { session } = useDesk()
  const link = useSession(session, (state) => state.link)
  const trouble = useSession(session, (state) => state.trouble)
  const text = link === 'lost' ? 'Connection lost, retrying. What you do now is sent when it is back.' : trouble
  return <div role="status">{text && <p className={css.trouble}>{text}</p>}</div>
}

/** Tells the others what is looked at here. */
function usePresence() {
  const { session, file, selected, inside } = useDesk()
  const element = selected ?? (inside || null)
  useEffect(() => session.show({ file, element }), [session, file, element])
}

/** The right pane: the form of what is chosen, or the text of the document. */
function Right({ text }: { text: boolean }) {
  const { fresh } = useDesk()
  if (!text || fresh) return <Properties />
  return (
    <Suspense fallback={null}>
      <TextPane />
    </Suspense>
  )
}

/** The three panes: what there is to put in, the document, and what is said of the chosen element. */
export function Workbench() {
  return (
    <Discussed>
      <Panes />
    </Discussed>
  )
}

/** What is in the middle: the drawing, its outline, or the forms of types. */
function Sheet({ view, arranged }: { view: View; arranged: number }) {
  const { model } = useDesk()
  if (model.kind === TYPES) return <TypesDesk />
  return view.outline ? <Outline /> : <Canvas arranged={arranged} />
}

/** Whether types and objects have room beside the drawing from the start. */
const hasRoom = () => window.matchMedia('(min-width: 1000px)').matches

function Panes() {
  const desk = useDesk()
  const drawable = desk.model.kind !== LAYOUT && desk.words.documents[desk.model.kind] !== undefined
  const [view, setView] = useState<View>({ types: hasRoom(), outline: !drawable, text: !drawable, problems: false })
  const [arranged, setArranged] = useState(0)
  const [run, setRun] = useState('')
  const arrange = () => {
    tidy(desk)
    setArranged(arranged + 1)
  }
  const show = useCallback((change: Partial<View>) => setView((before) => ({ ...before, ...change })), [])
  useKeys(desk)
  useClipboard(desk)
  useEditorCommands(desk, show)
  usePresence()
  return (
    <div className={css.workbench}>
      <Toolbar view={view} show={show} arrange={arrange} begun={setRun} />
      {run && <Training key={run} run={run} close={() => setRun('')} />}
      <Trouble />
      <Waiting />
      {desk.locked && <p className={css.locked}>{desk.locked}</p>}
      <div className={css.panes} data-text={view.text} data-types={view.types}>
        {view.types && (
          <aside className={css.left} aria-label="Types and objects">
            {!desk.locked && desk.model.kind !== TYPES && <Palette />}
            <Tree />
          </aside>
        )}
        <div className={css.middle}>
          <div className={css.sheet}>
            <Sheet view={view} arranged={arranged} />
            <Said />
          </div>
          {view.problems && <Problems />}
        </div>
        <aside className={css.right} aria-label={view.text ? 'Text of the document' : 'Properties'}>
          <Right text={view.text} />
        </aside>
      </div>
    </div>
  )
}
