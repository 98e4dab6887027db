import { useCallback, useState } from 'react'

/** State that begins anew with each image: a choice made on one must not act on the next. */
export function usePerImage<T>(image: string | null, first: T): [T, (next: T) => void] {
  const [held, hold] = useState({ image, value: first })
  const set = useCallback(
    (value: T) => {
      hold({ image, value })
    },
    [image],
  )
  return [held.image === image ? held.value : first, set]
}
