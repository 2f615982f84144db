import { Button, createTheme, type MantineColorsTuple } from '@mantine/core'

const teal: MantineColorsTuple = [
  '#e6f5f3', '#cfe9e6', '#a3d5d0', '#74c0b9', '#4dada5',
  '#2c9a91', '#0f857d', '#0b6e67', '#085751', '#05413d',
]

const ink: MantineColorsTuple = [
  '#e4e9e6', '#c3cbc7', '#98a5a0', '#75827d', '#4d5955',
  '#38423f', '#2a3331', '#1b2120', '#131817', '#0d1110',
]

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { teal, dark: ink },
  components: {
    Button: Button.extend({
      // Mantine takes the contrast of the light scheme for both.
      vars: (_, { variant, color }) => ({
        root: variant === undefined && color === undefined ? { '--button-color': 'var(--mantine-primary-color-contrast)' } : {},
      }),
    }),
  },
  defaultRadius: 6,
  fontFamily: "'IBM Plex Sans Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: '600' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
})
