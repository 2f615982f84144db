import { useMemo } from 'react'
import { documentReader } from '../../../model/reader'
import type { Vocabulary } from '../../../model/vocabulary'
import type { Session } from '../../../shared/session/session'
import { useSession } from '../../../shared/session/useSession'
import { layoutFile, pinsOf, type Layout } from './layout'

/** The places that people gave in the drawing of a document. */
export function useLayout(words: Vocabulary, session: Session, file: string): Layout | null {
  const found = useSession(session, (state) => layoutFile(state.texts, file))
  const text = useSession(session, (state) => state.texts.get(found) ?? '')
  const read = useMemo(() => documentReader(words), [words])
  return useMemo(() => (found ? { file: found, pins: pinsOf(read(text)) } : null), [found, text, read])
}
