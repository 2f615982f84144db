import { CloseButton } from '@mantine/core'
import css from './fields.module.css'
import type { FieldProps } from './types'

/** The label of an input holds a button, so that it cannot be a `label` itself. */
export const LABEL = { component: 'div', className: css.line } as const

/** The name of a field, with a button that gives it back its default. */
export function Label({ attribute, path, value, set }: Pick<FieldProps, 'attribute' | 'path' | 'value' | 'set'>) {
  return (
    <span className={css.label} data-set={value !== undefined}>
      <span className={css.key}>
        {attribute.name}
        {attribute.required && (
          <span className={css.required} aria-hidden="true">
            *
          </span>
        )}
      </span>
      {value !== undefined && !attribute.required && (
        <CloseButton
          size={16}
          iconSize={12}
          tabIndex={0}
          aria-label={`Use the default of ${path}`}
          title="Use the default"
          onClick={() => void set(path, undefined)}
        />
      )}
    </span>
  )
}
