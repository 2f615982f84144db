import { Select, type OptionsFilter, type SelectProps } from '@mantine/core'
import { containing } from '../fuzzy'

interface Props extends Pick<SelectProps, 'label' | 'labelProps' | 'description' | 'placeholder' | 'error' | 'required' | 'disabled' | 'className' | 'aria-label' | 'limit' | 'filter'> {
  options: string[]
  value: string
  /** Takes what was chosen; empty where the choice was taken back. */
  choose: (value: string) => void
  /** What choosing nothing means, where that may be. */
  none?: string
}

const NOTHING = '\u0000'

const nearest: OptionsFilter = ({ options, search, limit }) =>
  containing(
    options.filter((one) => 'label' in one),
    search,
    ({ label }) => label,
    limit,
  )

/** One of several, found by typing: Enter takes the nearest. Nothing happens before it is chosen. */
export function Choice({ options, value, choose, none, ...rest }: Props) {
  const all = value === '' || options.includes(value) ? options : [value, ...options]
  const data = all.map((one) => ({ value: one, label: one }))
  return (
    <Select
      size="xs"
      searchable
      // Otherwise the library forgets, a timer later, what was marked by keys since the list opened.
      selectFirstOptionOnDropdownOpen
      selectFirstOptionOnChange
      filter={nearest}
      allowDeselect={false}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      withAsterisk={false}
      data={none !== undefined && value !== '' ? [{ value: NOTHING, label: none }, ...data] : data}
      value={value === '' ? null : value}
      onChange={(chosen) => choose(chosen === null || chosen === NOTHING ? '' : chosen)}
      nothingFoundMessage="Nothing fits"
      {...rest}
    />
  )
}
