import { ActionIcon } from '@mantine/core'
import { TYPES } from '../../model/document'
import { Icon, type IconName } from '../../shared/icons'
import { useSession } from '../../shared/session/useSession'
import { useDesk } from './desk'
import { worst } from '../../shared/findings/severity'
import { back } from './keys'
import { People } from './People'
import { RunTools } from './RunTools'
import css from './Toolbar.module.css'

interface ToolProps {
  icon: IconName
  label: string
  pressed?: boolean
  disabled?: boolean
  act: () => void
}

export function Tool({ icon, label, pressed, disabled = false, act }: ToolProps) {
  return (
    <ActionIcon
      variant={pressed ? 'light' : 'subtle'}
      color={pressed ? 'teal' : 'gray'}
      size={30}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      disabled={disabled}
      onClick={act}
    >
      <Icon name={icon} />
    </ActionIcon>
  )
}

/** Whether everything that was done and typed is kept. */
function Saved() {
  const { session } = useDesk()
  const link = useSession(session, (state) => state.link)
  const kept = useSession(session, (state) => state.saved >= state.seq && state.drafts.size === 0 && !state.waiting)
  const refused = useSession(session, (state) => state.refused.length > 0)
  const text = link === 'lost' ? 'Offline' : kept ? 'Saved' : refused ? 'Not saved' : 'Saving …'
  return (
    <span className={css.saved} data-link={link} role="status">
      <Icon name={kept ? 'check' : 'progress'} size={14} />
      {text}
    </span>
  )
}

/** What is open beside the drawing. */
export interface View {
  types: boolean
  outline: boolean
  text: boolean
  problems: boolean
}

interface Props {
  view: View
  show: (change: Partial<View>) => void
  arrange: () => void
  /** Told the name of a training that was begun. */
  begun: (run: string) => void
}

export function Toolbar({ view, show, arrange, begun }: Props) {
  const desk = useDesk()
  const { model, file, findings } = desk
  const count = findings.length
  const isDrawn = model.kind !== TYPES
  return (
    <header className={css.toolbar}>
      <div className={css.title}>
        <h1>{model.name || file}</h1>
        <code>{file}</code>
      </div>
      <div className={css.tools} role="toolbar" aria-label="Editor">
        {!desk.locked && (
          <>
            <Tool icon="undo" label="Undo (Ctrl Z)" act={() => void back(desk, 'undo')} />
            <Tool icon="redo" label="Do again (Ctrl Shift Z)" act={() => void back(desk, 'redo')} />
            <span className={css.gap} />
          </>
        )}
        <Tool icon="panel" label="Types and objects" pressed={view.types} act={() => show({ types: !view.types })} />
        <span className={css.gap} />
        {isDrawn && (
          <>
            <Tool icon="shapes" label="Drawing" pressed={!view.outline} act={() => show({ outline: false })} />
            <Tool icon="rows" label="Outline" pressed={view.outline} act={() => show({ outline: true })} />
          </>
        )}
        <Tool icon="text" label="Text" pressed={view.text} act={() => show({ text: !view.text })} />
        {isDrawn && (
          <>
            <span className={css.gap} />
            <Tool icon="arrange" label="Arrange the drawing" disabled={view.outline} act={arrange} />
          </>
        )}
      </div>
      <button
        type="button"
        className={css.findings}
        data-severity={worst(findings)}
        data-findings={count}
        aria-expanded={view.problems}
        title="Show findings; F8 goes to the next"
        onClick={() => show({ problems: !view.problems })}
      >
        {count === 0 ? 'No findings' : count === 1 ? '1 finding' : `${count} findings`}
      </button>
      <RunTools begun={begun} />
      <Saved />
      <People />
    </header>
  )
}
