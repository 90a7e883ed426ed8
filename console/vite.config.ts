import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// The console is served by the binary at '/', with unknown paths falling back to
// index.html. In development the API comes from a running `yian demo`.
export default defineConfig({
  base: '/',
  plugins: [react()],
  worker: { format: 'es' },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 1500 },
  server: { proxy: { '/api': process.env.YIAN_API ?? 'http://127.0.0.1:18080' } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test.setup.ts'],
  },
})
