import { useEffect, useRef, useState } from 'react'

import { IconX } from '../../parts/icons'
import { words } from '../../words'

type Props = { onSend: (reason: string) => void; onClose: () => void }

/** Asks why: chips, own words, Enter. */
export function RejectForm({ onSend, onClose }: Props) {
  const field = useRef<HTMLInputElement>(null)
  const [chosen, choose] = useState<readonly string[]>([])
  const [text, write] = useState('')
  const [missing, setMissing] = useState(false)
  useEffect(() => {
    const before = document.activeElement
    field.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const reason = [...chosen, text.trim()].filter(Boolean).join('; ')
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from any of its fields
    <form
      className="reject"
      aria-label={words.review.why}
      data-asking
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (reason === '') setMissing(true)
        else onSend(reason)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <fieldset>
        <legend>{words.review.why}</legend>
        {words.review.chips.map((chip) => (
          <label key={chip} className="chip">
            <input
              type="checkbox"
              checked={chosen.includes(chip)}
              onChange={({ currentTarget }) => {
                choose(currentTarget.checked ? [...chosen, chip] : chosen.filter((other) => other !== chip))
                setMissing(false)
              }}
            />
            {chip}
          </label>
        ))}
      </fieldset>
      <div className="reject-words">
        <input
          ref={field}
          type="text"
          value={text}
          aria-label={words.review.freeText}
          aria-invalid={missing}
          aria-describedby={missing ? 'reject-missing' : undefined}
          placeholder={words.review.freeText}
          dir="auto"
          onChange={({ currentTarget }) => {
            write(currentTarget.value)
            setMissing(false)
          }}
        />
        <button type="submit" className="act no">
          <IconX size={16} aria-hidden />
          {words.review.sendReject}
          <kbd aria-hidden="true">↵</kbd>
        </button>
        <button type="button" className="act" onClick={onClose}>
          {words.review.cancel}
        </button>
      </div>
      {missing && (
        <p id="reject-missing" role="alert" className="reject-missing">
          {words.review.whyMissing}
        </p>
      )}
    </form>
  )
}
