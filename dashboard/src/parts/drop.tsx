import { useId, useState } from 'react'

import { IconUpload } from './icons'
import './drop.css'

type Props = { title: string; about: string; onFiles: (files: readonly File[]) => void }

/** Where files are dropped, or chosen: the browser's own field lies over all of it, which takes both and the keyboard too. */
export function Drop({ title, about, onFiles }: Props) {
  const id = useId()
  const [over, setOver] = useState(false)
  return (
    <div className="drop" data-over={over}>
      <IconUpload size={22} aria-hidden />
      <label htmlFor={id}>{title}</label>
      <input
        id={id}
        type="file"
        multiple
        aria-describedby={`${id}-about`}
        onDragEnter={() => {
          setOver(true)
        }}
        onDragLeave={() => {
          setOver(false)
        }}
        onDrop={() => {
          setOver(false)
        }}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = '' // the same file may be chosen again
        }}
      />
      <p id={`${id}-about`} className="small">
        {about}
      </p>
    </div>
  )
}
