import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { documentAddress } from '../../shared/api/client'
import { useResource } from '../../shared/api/resource'
import type { DocumentEntry } from '../../shared/api/types'
import { go } from '../../shared/router'
import { Dialog } from '../../shared/ui/Dialog'
import { Loading } from '../../shared/ui/Notice'
import { EditsForm, Names, type DialogProps } from './DocumentDialogs'
import { begun, free, fromExample, HELP, KINDS, type Kind } from './documentEdits'
import css from './Documents.module.css'

interface Example {
  name: string
  help: string
  documents: DocumentEntry[]
}

interface ExampleTexts extends Example {
  texts: Record<string, string>
}

const A_NEW_ONE = 'A new one, still empty'

function Empty({ session, documents, close }: DialogProps) {
  const sites = documents.filter((one) => one.kind === 'Infrastructure')
  const [kind, setKind] = useState<Kind>('Application')
  const [name, setName] = useState('')
  const [typed, setFile] = useState<string | null>(null)
  const [infrastructure, setInfrastructure] = useState(sites[0]?.file ?? '')
  const file = typed ?? free(`${name || kind.toLowerCase()}.yaml`, documents)
  const done = () => {
    close()
    go(documentAddress(file))
  }
  return (
    <EditsForm session={session} submit="Create" close={close} done={done} edits={() => begun({ kind, name, file, infrastructure }, documents)}>
      <NativeSelect
        size="xs"
        label="Kind"
        description={HELP[kind]}
        data={[...KINDS]}
        value={kind}
        onChange={(event) => setKind(KINDS.find((one) => one === event.currentTarget.value) ?? 'Application')}
      />
      <Names name={name} file={file} setName={setName} setFile={setFile} />
      {kind === 'Application' && (
        <NativeSelect
          size="xs"
          label="Hosts"
          description="The infrastructure that it runs on."
          data={[...sites.map((one) => ({ value: one.file, label: `${one.name} (${one.file})` })), { value: '', label: A_NEW_ONE }]}
          value={infrastructure}
          onChange={(event) => setInfrastructure(event.currentTarget.value)}
        />
      )}
    </EditsForm>
  )
}

function FromExample({ session, documents, close }: DialogProps) {
  const { data } = useResource<{ examples: Example[] }>('/api/examples')
  const [name, setName] = useState('')
  const [typed, setFolder] = useState<string | null>(null)
  const chosen = data?.examples.find((one) => one.name === name) ?? data?.examples[0]
  const texts = useResource<ExampleTexts>(`/api/examples/${encodeURIComponent(chosen?.name ?? '01-flights')}`)
  if (data === null || chosen === undefined) return <Loading what="the examples" />
  const folder = typed ?? (documents.length === 0 ? '' : chosen.name.replace(/^\d+-/, ''))
  const done = () => {
    close()
    const first = chosen.documents[0]
    if (first) go(documentAddress(folder ? `${folder}/${first.file}` : first.file))
  }
  const edits = () => (texts.data ? fromExample(texts.data.texts, texts.data.documents, folder, documents) : [])
  return (
    <EditsForm session={session} submit="Create" close={close} done={done} edits={edits}>
      <NativeSelect
        size="xs"
        label="Example"
        description={chosen.help}
        data={data.examples.map((one) => one.name)}
        value={chosen.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <p className={css.help}>{chosen.documents.map((one) => `${one.kind} ${one.name}`).join(', ')}</p>
      <TextInput
        size="xs"
        label="Folder"
        description="Where its files come; empty for the workspace itself."
        value={folder}
        onChange={(event) => setFolder(event.currentTarget.value)}
      />
    </EditsForm>
  )
}

/** A new document: an empty one, or those of an example. */
export function NewDocument(props: DialogProps) {
  const [isExample, setExample] = useState(false)
  return (
    <Dialog title="New document" close={props.close}>
      <div className={css.ways} role="group" aria-label="Begin with">
        <button type="button" aria-pressed={!isExample} onClick={() => setExample(false)}>
          Empty
        </button>
        <button type="button" aria-pressed={isExample} onClick={() => setExample(true)}>
          From an example
        </button>
      </div>
      {isExample ? <FromExample {...props} /> : <Empty {...props} />}
    </Dialog>
  )
}
