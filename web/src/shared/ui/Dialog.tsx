import { CloseButton } from '@mantine/core'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import css from './Dialog.module.css'

interface Props {
  title: string
  /** Takes as much room as there is. */
  wide?: boolean
  close: () => void
  children: ReactNode
}

/**
 * A dialog over the page, which waits for it; Escape closes it, and the focus goes back to where it was.
 * It begins at what has `data-autofocus`.
 */
export function Dialog({ title, wide = false, close, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    dialog.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className={css.dialog}
      data-wide={wide}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className={css.body}>
        <header className={css.head}>
          <h2 id={heading}>{title}</h2>
          <CloseButton size="sm" aria-label="Close" onClick={close} />
        </header>
        {children}
      </div>
    </dialog>
  )
}
