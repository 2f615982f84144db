import { defineConfig } from 'vite'

// What draws documents, as one script for `stratum draw`; the page is built before it.
export default defineConfig({
  build: {
    outDir: '../src/stratum/static',
    emptyOutDir: false,
    copyPublicDir: false,
    lib: { entry: 'src/features/editor/sheet/drawing.ts', formats: ['iife'], name: 'stratum', fileName: () => 'drawing.js' },
  },
})
