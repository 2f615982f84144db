import type { ComponentType } from 'react'
import type { DocumentEntry } from '../../shared/api/types'
import { CopyDialog, RemoveDialog, RenameDialog, type DialogProps } from './DocumentDialogs'
import { NewDocument } from './NewDocument'

export type Act = 'Rename' | 'Duplicate' | 'Remove'

export interface Begun {
  act: Act | 'New'
  entry?: DocumentEntry
}

const DIALOGS: Record<Act, ComponentType<DialogProps & { entry: DocumentEntry }>> = {
  Rename: RenameDialog,
  Duplicate: CopyDialog,
  Remove: RemoveDialog,
}

/** The dialog of what somebody began to do with a document. */
export default function DocumentActs({ begun: { act, entry }, ...dialog }: DialogProps & { begun: Begun }) {
  if (act === 'New') return <NewDocument {...dialog} />
  const Chosen = DIALOGS[act]
  return entry ? <Chosen {...dialog} entry={entry} /> : null
}
