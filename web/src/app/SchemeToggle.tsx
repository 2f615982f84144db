import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Icon } from '../shared/icons'

export function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme()
  const now = useComputedColorScheme('light')
  const next = now === 'dark' ? 'light' : 'dark'
  return (
    <Tooltip label={`Use the ${next} colours`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Use the ${next} colours`}
        onClick={() => setColorScheme(next)}
      >
        <Icon name={next === 'dark' ? 'moon' : 'sun'} />
      </ActionIcon>
    </Tooltip>
  )
}
