import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { Element } from '../../model/document'
import { useSession } from '../../shared/session/useSession'
import { codeOf } from './codeFiles'
import { useDesk } from './desk'
import css from './Note.module.css'

const CodeDialog = lazy(() => import('./CodeDialog'))

/** The files of code that an element names, each to be opened. */
export function Code({ element }: { element: Element }) {
  const { words, session, file } = useDesk()
  const texts = useSession(session, (state) => state.texts)
  const [open, setOpen] = useState<string | null>(null)
  const files = codeOf(words.types.get(element.type), element.values, file).filter((one) => texts.has(one))
  if (files.length === 0) return null
  return (
    <section className={css.note} aria-label="Code">
      {files.map((one) => (
        <Button key={one} size="compact-xs" variant="default" onClick={() => setOpen(one)}>
          {`Open ${one}`}
        </Button>
      ))}
      <Suspense fallback={null}>{open !== null && <CodeDialog file={open} close={() => setOpen(null)} />}</Suspense>
    </section>
  )
}
