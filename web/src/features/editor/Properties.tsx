import { ActionIcon, TextInput } from '@mantine/core'
import type { Element } from '../../model/document'
import { mayHold } from '../../model/parts'
import { hasIcon, Icon } from '../../shared/icons'
import { Comments } from './comments/Comments'
import { Code } from './Code'
import { useDesk } from './desk'
import { enter, lookedAt } from './inside'
import { iconOf } from '../../canvas/places'
import { renameElement } from './edits'
import { useTyped } from './fields/useTyped'
import { WrittenForm } from './Form'
import { NewElement } from './NewElement'
import { Note, NOTE } from './Note'
import { OwnFindings } from './Problems'
import css from './Properties.module.css'
import { removal } from './sheet/actions'
import { renamedPlace } from './sheet/layout'
import { Relations } from './Relations'

function Head({ element }: { element: Element }) {
  const desk = useDesk()
  const type = desk.words.types.get(element.type)
  const icon = iconOf(desk.words, element)
  const rename = async (typed: string) => {
    const why = await desk.attempt([renameElement(desk.file, element.name, typed), ...renamedPlace(desk.layout, element.name, typed)])
    if (why) return why
    if (desk.selected === element.name) desk.select(typed)
    else desk.open(typed)
    return ''
  }
  const { typed, setTyped, refused, commit, onKeyDown } = useTyped(element.name, rename)
  return (
    <header className={css.head}>
      <Icon name={hasIcon(icon) ? icon : 'component'} size={20} />
      <div>
        <TextInput
          size="xs"
          aria-label="Name"
          id="element-name"
          value={typed}
          error={refused}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
        <p title={type?.help}>{element.type}</p>
      </div>
      {mayHold(type) && desk.inside !== element.name && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Open ${element.name}`} title="Open (o)" onClick={() => enter(desk, element.name)}>
          <Icon name="into" />
        </ActionIcon>
      )}
      {!desk.locked && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Delete ${element.name}`}
          title="Delete (Del)"
          onClick={() => void desk.act(removal(desk, [element.name]))}
        >
          <Icon name="bin" />
        </ActionIcon>
      )}
    </header>
  )
}

function ElementForm({ element }: { element: Element }) {
  const { words } = useDesk()
  const type = words.types.get(element.type)
  return (
    <>
      <Head element={element} />
      <OwnFindings owner={element.name} />
      {type && <p className={css.help}>{type.help}</p>}
      {(type?.attributes ?? []).some((one) => one.name === NOTE) && <Note element={element.name} value={element.values[NOTE]} />}
      <Code element={element} />
      <Relations element={element} />
      <section className={css.section}>
        <h3>Attributes</h3>
        <WrittenForm element={element.name} attributes={type?.attributes ?? []} values={element.values} />
      </section>
      <Comments element={element} />
    </>
  )
}

function DocumentForm() {
  const { words, model } = useDesk()
  const described = words.documents[model.kind]
  return (
    <>
      <header className={css.head}>
        <Icon name="note" size={20} />
        <div>
          <h2>{model.name || 'Document'}</h2>
          <p>{model.kind}</p>
        </div>
      </header>
      <OwnFindings owner="" />
      <p className={css.help}>{described?.help} Choose a block to see and change what it says.</p>
      {(described?.attributes ?? []).some((one) => one.name === NOTE) && <Note element="" value={model.values[NOTE]} />}
      <section className={css.section}>
        <h3>Attributes</h3>
        <WrittenForm element="" attributes={described?.attributes ?? []} values={model.values} />
      </section>
      <Comments />
    </>
  )
}

/** What is said of the chosen element, else of the one that is open, to be changed. */
export function Properties() {
  const desk = useDesk()
  const element = lookedAt(desk)
  if (desk.locked) {
    return (
      <fieldset disabled className={css.locked} aria-label="What is written; nothing can be changed">
        {element ? <ElementForm key={element.name} element={element} /> : <DocumentForm />}
      </fieldset>
    )
  }
  if (desk.fresh) return <NewElement key={`${desk.fresh.type.name} ${desk.fresh.name}`} begun={desk.fresh} />
  if (element) return <ElementForm key={element.name} element={element} />
  return <DocumentForm />
}
