import { ActionIcon, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import type { Element } from '../../../model/document'
import { usersOf, type Users } from '../../../model/typeUsers'
import { Icon } from '../../../shared/icons'
import { Link } from '../../../shared/router'
import { useSession } from '../../../shared/session/useSession'
import { useDesk } from '../desk'
import { documentAddress } from '../../../shared/api/client'
import { removeElement, renameElement } from '../edits'
import { useTyped } from '../fields/useTyped'
import { WrittenForm } from '../Form'
import { OwnFindings } from '../Problems'
import { Definitions } from './Definitions'
import { DEFINED, offered, type Defined } from './grammar'
import css from './types.module.css'

const places = (users: Users[]) => users.map(({ file, names }) => `${names.join(', ')} in ${file}`).join('; ')

function Head({ element, users }: { element: Element; users: Users[] }) {
  const { file, attempt, act, select, say, locked } = useDesk()
  const rename = async (typed: string) => {
    const why = await attempt([renameElement(file, element.name, typed)])
    if (!why) select(typed)
    return why
  }
  const { typed, setTyped, refused, commit, onKeyDown } = useTyped(element.name, rename)
  const remove = () => {
    if (users.length > 0) say(`${element.name} is needed by ${places(users)}.`)
    else void act([removeElement(file, element.name)]).then((done) => done && select(null))
  }
  return (
    <header className={css.head}>
      <TextInput
        size="xs"
        id="element-name"
        label="Name of the type"
        description="Another name is written wherever the type is named."
        value={typed}
        error={refused}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      {!locked && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Delete the type ${element.name}`} title="Delete the type" onClick={remove}>
          <Icon name="bin" />
        </ActionIcon>
      )}
    </header>
  )
}

function UsedBy({ users }: { users: Users[] }) {
  if (users.length === 0) return <p className={css.help}>Nothing is of this type yet.</p>
  return (
    <p className={css.help} aria-label="Used by">
      Used by{' '}
      {users.map(({ file, names }, at) => (
        <span key={file}>
          {at > 0 && '; '}
          {names.join(', ')} in <Link href={documentAddress(file)}>{file}</Link>
        </span>
      ))}
    </p>
  )
}

/** What the type has without saying it. */
function Inherited({ parent }: { parent: string }) {
  const { words } = useDesk()
  const type = words.types.get(parent)
  if (!type) return null
  const list = (names: string[]) => names.join(', ') || 'none'
  return (
    <details className={css.inherited}>
      <summary>What it takes over from {parent}</summary>
      <p>{type.help}</p>
      <p>Attributes: {list(type.attributes.map((one) => one.name))}. Say one again to refine it.</p>
      <p>Relations: {list(type.relations.map((one) => one.kind))}.</p>
    </details>
  )
}

const TITLES: Record<Defined, string> = {
  attributes: 'Attributes', relations: 'Relations', capabilities: 'Capabilities', provides: 'Interfaces', constraints: 'Constraints',
}

/** Everything that a type says, to be changed. */
export function TypeForm({ element }: { element: Element }) {
  const { words, model, session } = useDesk()
  const texts = useSession(session, (state) => state.texts)
  const users = useMemo(() => usersOf(words, texts, element.name), [words, texts, element.name])
  const { body } = element
  const simple = words.grammar.type.filter((one) => !(one.name in DEFINED)).map((one) => offered(words, model, one, body[one.name]))
  return (
    <section className={css.part} aria-label={`Type ${element.name}`}>
      <Head element={element} users={users} />
      <UsedBy users={users} />
      <OwnFindings owner={element.name} />
      {typeof body.extends === 'string' && <Inherited parent={body.extends} />}
      {(Object.keys(DEFINED) as Defined[]).map((part) => (
        <Definitions key={part} element={element} part={part} title={TITLES[part]} />
      ))}
      <h3>The type</h3>
      <WrittenForm element={element.name} attributes={simple} values={body} />
    </section>
  )
}
