import { useEffect, useMemo, useState } from 'react'
import { vocabulary, type Told } from '../../model/vocabulary'
import { useResource } from '../../shared/api/resource'
import type { Documents } from '../../shared/api/types'
import type { Session } from '../../shared/session/session'
import { useOpenSession, useSession } from '../../shared/session/useSession'
import { Link } from '../../shared/router'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import { DeskProvider, useMakeDesk, type Materials } from './desk'
import { Workbench } from './Workbench'

/** Which document is edited: a file, or the application of a name. */
export interface Wanted {
  file?: string
  application?: string
}

function fileOf(documents: Documents, { file, application }: Wanted): string | undefined {
  const found = documents.documents.find((one) =>
    file === undefined ? one.kind === 'Application' && one.name === application : one.file === file,
  )
  return found?.file
}

function OnDesk(materials: Materials) {
  const desk = useMakeDesk(materials)
  return (
    <DeskProvider value={desk}>
      <Workbench />
    </DeskProvider>
  )
}

function Missing({ wanted }: { wanted: Wanted }) {
  return (
    <Notice title={`There is no document of ${wanted.file ?? wanted.application}`}>
      <p>It may have another name by now.</p>
      <Link href="/documents">All documents of the workspace</Link>
    </Notice>
  )
}

const OWN_TYPES = /^kind:\s*["']?Types\b/m

/** What grows each time that types of one's own were changed and are in the files. */
function useTypesGeneration(session: Session, saved: number): number {
  const own = useSession(session, ({ texts }) => [...texts.values()].filter((text) => OWN_TYPES.test(text)).join('\n'))
  const [known, setKnown] = useState({ own, generation: 0 })
  useEffect(() => {
    const { seq, saved: now } = session.get()
    if (own !== known.own && now >= seq) setKnown({ own, generation: saved })
  }, [session, own, known, saved])
  return known.generation
}

function Opened({ session, wanted }: { session: Session; wanted: Wanted }) {
  const saved = useSession(session, (state) => state.saved)
  const ready = useSession(session, (state) => state.link !== 'connecting')
  const told = useResource<Told>('/api/types', useTypesGeneration(session, saved))
  const documents = useResource<Documents>('/api/documents', saved)
  const words = useMemo(() => (told.data ? vocabulary(told.data) : null), [told.data])
  const error = told.error ?? documents.error
  if (words === null || documents.data === null || !ready) {
    return error ? <Problem error={error} retry={told.error ? told.reload : documents.reload} /> : <Loading what="the editor" />
  }
  const file = fileOf(documents.data, wanted)
  if (file === undefined) return <Missing wanted={wanted} />
  return <OnDesk key={file} words={words} session={session} file={file} documents={documents.data} />
}

export default function EditorPage(wanted: Wanted) {
  const session = useOpenSession()
  return <Opened session={session} wanted={wanted} />
}
