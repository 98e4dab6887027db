/** How answers are kept: until the project's revision moves, and the one before stays while the next is on its way. */

import { keepPreviousData, QueryClient } from '@tanstack/react-query'

import { passing } from './problem'

export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: true, // cheap: the server answers 304 when nothing moved
        placeholderData: keepPreviousData,
        retry: (failed, error) => failed < 2 && passing(error),
        throwOnError: false,
      },
      mutations: { retry: false },
    },
  })
