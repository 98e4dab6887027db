import { MantineProvider, createTheme } from '@mantine/core'
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { useTheme } from './theme'

const theme = createTheme({
  fontFamily: 'var(--font)',
  primaryColor: 'indigo',
  defaultRadius: 7,
  cursorType: 'pointer',
  components: {
    // hints below their fields, so that fields beside each other stand on one line
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
  },
})

/** What every page needs around it. The style settings keep Mantine from writing `<style>`, which our policy forbids. */
export function Providers({ queries, children }: { queries: QueryClient; children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={useTheme()}
      withCssVariables={false}
      withGlobalClasses={false}
      deduplicateInlineStyles
    >
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </MantineProvider>
  )
}
