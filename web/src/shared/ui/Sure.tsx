import { Button } from '@mantine/core'
import { useState } from 'react'

interface Props {
  label: string
  text: string
  act: () => void
}

/** A button for what cannot be taken back: it asks once more. */
export function Sure({ label, text, act }: Props) {
  const [asked, setAsked] = useState(false)
  const press = () => {
    if (asked) act()
    setAsked(!asked)
  }
  return (
    <Button
      size="compact-xs"
      variant={asked ? 'filled' : 'subtle'}
      color={asked ? 'red.8' : 'gray'}
      aria-label={asked ? `${label}, really` : label}
      onClick={press}
      onBlur={() => setAsked(false)}
    >
      {asked ? 'Really?' : text}
    </Button>
  )
}
