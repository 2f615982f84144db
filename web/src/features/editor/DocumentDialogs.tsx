import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import { documentAddress } from '../../shared/api/client'
import type { DocumentEntry, Edit } from '../../shared/api/types'
import { go } from '../../shared/router'
import type { Session } from '../../shared/session/session'
import { Dialog } from '../../shared/ui/Dialog'
import { copyDocument, free, removeDocument, renamedDocument } from './documentEdits'
import css from './Documents.module.css'
import { reasonOf } from './findings'

/** What a dialog about documents is given. */
export interface DialogProps {
  session: Session
  documents: DocumentEntry[]
  close: () => void
  /** Told of what was removed. */
  removed?: (entry: DocumentEntry) => void
}

interface FormProps {
  session: Session
  submit: string
  /** The edits that are sent; none where nothing has to be done. */
  edits: () => Edit[]
  done: () => void
  close: () => void
  dangerous?: boolean
  children: ReactNode
}

/** A form of which the edits are done together; why they are refused stands in it. */
export function EditsForm({ session, submit, edits, done, close, dangerous = false, children }: FormProps) {
  const [refused, setRefused] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const asked = edits()
    if (asked.length === 0) return done()
    setBusy(true)
    const outcome = await session.submit(asked)
    setBusy(false)
    if (outcome.done) done()
    else setRefused(reasonOf(outcome.findings))
  }
  return (
    <form className={css.form} onSubmit={(event) => void send(event)}>
      {children}
      <div role="alert">{refused && <p className={css.refused}>{refused}</p>}</div>
      <div className={css.buttons}>
        <Button size="xs" type="submit" color={dangerous ? 'red.8' : undefined} loading={busy}>
          {submit}
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

interface NamesProps {
  name: string
  file: string
  setName: (name: string) => void
  setFile: (file: string) => void
}

/** The two fields of what a document is called. */
export function Names({ name, file, setName, setFile }: NamesProps) {
  return (
    <>
      <TextInput
        size="xs"
        label="Name"
        description="Small letters, digits and hyphens."
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label="File"
        description="Its path in the workspace; folders are made."
        required
        value={file}
        onChange={(event) => setFile(event.currentTarget.value)}
      />
    </>
  )
}

interface OneProps extends DialogProps {
  entry: DocumentEntry
}

export function RenameDialog({ session, close, entry }: OneProps) {
  const [name, setName] = useState(entry.name)
  const [file, setFile] = useState(entry.file)
  const done = () => {
    close()
    if (file !== entry.file && window.location.pathname === documentAddress(entry.file)) go(documentAddress(file), true)
  }
  return (
    <Dialog title={`Rename ${entry.name || entry.file}`} close={close}>
      <EditsForm session={session} submit="Rename" close={close} done={done} edits={() => renamedDocument(entry, { name, file })}>
        <p className={css.help}>Documents that name it follow.</p>
        <Names name={name} file={file} setName={setName} setFile={setFile} />
      </EditsForm>
    </Dialog>
  )
}

export function CopyDialog({ session, documents, close, entry }: OneProps) {
  const [name, setName] = useState(`${entry.name}-copy`)
  const [file, setFile] = useState(free(entry.file, documents))
  const done = () => {
    close()
    go(documentAddress(file))
  }
  return (
    <Dialog title={`Duplicate ${entry.name || entry.file}`} close={close}>
      <EditsForm session={session} submit="Duplicate" close={close} done={done} edits={() => [copyDocument(entry.file, file, name)]}>
        <Names name={name} file={file} setName={setName} setFile={setFile} />
      </EditsForm>
    </Dialog>
  )
}

export function RemoveDialog({ session, close, removed, entry }: OneProps) {
  const done = () => {
    close()
    removed?.(entry)
  }
  return (
    <Dialog title={`Remove ${entry.name || entry.file}`} close={close}>
      <EditsForm session={session} submit="Remove" dangerous close={close} done={done} edits={() => [removeDocument(entry.file)]}>
        <p className={css.help}>
          <code>{entry.file}</code> goes for everybody. It stays in the history of the workspace.
        </p>
      </EditsForm>
    </Dialog>
  )
}
