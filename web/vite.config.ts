import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// The page is built into the Python package; the packaging hook ships it from there.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../src/stratum/static',
    emptyOutDir: true,
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:7777' } },
  test: { environment: 'node', include: ['tests/**/*.test.ts'] },
})
