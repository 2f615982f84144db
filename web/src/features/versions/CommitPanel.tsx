import { CloseButton } from '@mantine/core'
import { useResource } from '../../shared/api/resource'
import { Loading, Problem } from '../../shared/ui/Notice'
import { shortId } from './address'
import { CommitActions } from './CommitActions'
import { DiffText } from './DiffText'
import css from './History.module.css'
import { moment } from '../../shared/format'
import type { Compared, Graph, Version } from './types'
import type { Act } from './useAct'
import { Words } from './Words'

interface Props {
  id: string
  graph: Graph
  acting: Act
  close: () => void
}

/** The message without its title and without the words, which are told anyway. */
function bodyOf({ message, words }: Version): string {
  const told = new Set(words.map((one) => `- ${one}`))
  return message.split('\n').slice(1).filter((line) => !told.has(line)).join('\n').trim()
}

function Lines({ version }: { version: Version }) {
  const [parent] = version.parents
  const { data, error, reload } = useResource<Compared>(`/api/versions/diff?from=${parent ?? version.id}&to=${version.id}`)
  if (parent === undefined) return <p className={css.none}>The first commit: {version.files.join(', ')}.</p>
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <p className={css.none}>Loading the lines …</p>
  return <DiffText diff={data.diff} />
}

/** One commit: who made it, what changed in it in words and in lines, and what can be done with it. */
export function CommitPanel({ id, graph, acting, close }: Props) {
  const { data, error, reload } = useResource<Version>(`/api/versions/${encodeURIComponent(id)}`)
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the commit" />
  const body = bodyOf(data)
  return (
    <>
      <div className={css.top}>
        <h2>{data.title}</h2>
        <CloseButton size="sm" aria-label="Close the commit" onClick={close} />
      </div>
      <p className={css.about}>
        <span>{data.author}</span>
        <span>{moment(data.time)}</span>
        <code title={data.id}>{shortId(data.id)}</code>
        {data.parents.length > 1 && <span>merge of {data.parents.map(shortId).join(' and ')}</span>}
      </p>
      {body && <pre className={css.body}>{body}</pre>}
      <CommitActions commit={data} graph={graph} acting={acting} />
      <h3>What changed</h3>
      <Words words={data.words} />
      <h3>Files</h3>
      <Lines version={data} />
    </>
  )
}
