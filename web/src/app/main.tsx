import './mantine.css'
import './global.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import { warm } from './ApplicationView'
import { Door } from './Door'
import { placeOf } from './routes'
import { theme } from './theme'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
warm(placeOf(window.location.pathname))
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Door>
        <App />
      </Door>
    </MantineProvider>
  </StrictMode>,
)
