import './style/all.css'

import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { createQueries } from './api/queries'
import { Providers } from './app/providers'
import { createAppRouter } from './app/router'

const root = document.getElementById('root')
if (root) {
  const queries = createQueries()
  const router = createAppRouter()
  createRoot(root).render(
    <StrictMode>
      <Providers queries={queries}>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  )
}
