import { TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useState } from 'react'

/** So long after the last key the filter is taken over. */
const QUIET = 400

type Props = Omit<TextInputProps, 'value' | 'onChange'> & {
  value: string | undefined
  onSettle: (value: string | undefined) => void
}

/** A field of a filter: what is typed goes into the address when the typing has come to rest. */
export function FilterField({ value = '', onSettle, ...rest }: Props) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => {
      onSettle(text || undefined)
    }, QUIET)
    return () => {
      clearTimeout(timer)
    }
  })
  return (
    <TextInput
      {...rest}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
      }}
    />
  )
}
