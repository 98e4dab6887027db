import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** Where `npm run dev` sends calls of the API, and the key it calls with. */
const server = process.env['LABELQA_SERVER'] ?? 'http://127.0.0.1:8000'
const key = process.env['LABELQA_KEY']

export default defineConfig({
  base: './', // the server puts its path prefix in front of what index.html names
  plugins: [react()],
  build: {
    outDir: '../src/labelqa/web/static',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the policy of the page allows no data: in scripts and styles
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 700, // kB before gzip; the page's budget is held by a test
  },
  server: {
    proxy: {
      '/v1': { target: server, ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }) },
      '/docs': server,
    },
  },
  test: { include: ['src/**/*.test.{ts,tsx}'] },
})
