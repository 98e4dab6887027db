import { useEffect, useRef, useState, type FormEvent } from 'react'

import { moment } from '../../format/dates'
import { Tag } from '../../parts/tags'
import { Failure } from '../../parts/states'
import type { Box } from '../../viewer/geometry'
import { words } from '../../words'
import { inOrder, useComments, type Said } from './comments'

/** What somebody is about to say. */
export type Draft = { readonly escalates: boolean }

type Props = {
  project: string
  image: string
  author: string
  comments: readonly Said[]
  /** Whether this key may write. */
  writes: boolean
  draft: Draft | null
  onDraft: (draft: Draft | null) => void
  /** Where the selected object is. */
  box: Box | null
  /** Whose answer is chosen. */
  annotator: string | null
  current: string | null
}

/** The thread of an image: read, write, escalate, resolve. */
export function Thread({ project, image, author, comments, writes, draft, onDraft, box, annotator, current }: Props) {
  const { write, settle } = useComments(project, image, author)
  return (
    <section aria-labelledby="thread-head">
      <h2 id="thread-head" className="side-head">
        {words.review.comments}
      </h2>
      {comments.length === 0 && <p className="small">{words.review.noComments}</p>}
      <ol className="thread">
        {inOrder(comments).map((said) => (
          <li
            key={said.comment_id}
            data-resolved={said.resolved_at !== null}
            data-current={said.comment_id === current}
          >
            <Comment
              said={said}
              writes={writes}
              onSettle={() => {
                settle.mutate(said)
              }}
            />
          </li>
        ))}
      </ol>
      {settle.isError && <Failure error={settle.error} />}
      {writes && draft === null && (
        <p className="thread-ways">
          <button
            type="button"
            className="side-button"
            onClick={() => {
              onDraft({ escalates: false })
            }}
          >
            {words.review.comment}
          </button>
          <button
            type="button"
            className="side-button"
            onClick={() => {
              onDraft({ escalates: true })
            }}
          >
            {words.review.escalate} <kbd aria-hidden="true">E</kbd>
          </button>
        </p>
      )}
      {draft !== null && (
        <Compose
          draft={draft}
          box={box}
          annotator={annotator}
          error={write.error}
          busy={write.isPending}
          onCancel={() => {
            write.reset()
            onDraft(null)
          }}
          onSend={(said) => {
            write.mutate(said, {
              onSuccess: () => {
                onDraft(null)
              },
            })
          }}
        />
      )}
    </section>
  )
}

function Comment({ said, writes, onSettle }: { said: Said; writes: boolean; onSettle: () => void }) {
  const open = said.resolved_at === null
  return (
    <>
      <p className="thread-who">
        <b className="line" dir="auto" title={said.author_id}>
          {said.author_id}
        </b>
        <span className="small">{moment(said.at)}</span>
        {said.escalates && <Tag tone={open ? 'warn' : 'mute'}>{words.review.escalated}</Tag>}
      </p>
      <p className="wrap thread-text" dir="auto">
        {said.text}
      </p>
      <p className="small thread-foot">
        {said.annotator_id !== null && (
          <span className="line" dir="auto">
            {words.review.about(said.annotator_id)}
          </span>
        )}
        {!open && (
          <span className="line" dir="auto">
            {words.review.resolved(said.resolved_by ?? words.review.someone, moment(said.resolved_at))}
          </span>
        )}
        {writes && (
          <button type="button" className="link small-link" onClick={onSettle}>
            {open ? words.review.resolve : words.review.reopen}
          </button>
        )}
      </p>
    </>
  )
}

type ComposeProps = {
  draft: Draft
  box: Box | null
  annotator: string | null
  error: Error | null
  busy: boolean
  onCancel: () => void
  onSend: (said: { text: string; escalates: boolean; box: number[] | null; annotator_id: string | null }) => void
}

function Compose({ draft, box, annotator, error, busy, onCancel, onSend }: ComposeProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, write] = useState('')
  const [escalates, setEscalates] = useState(draft.escalates)
  const [placed, place] = useState(false)
  useEffect(() => {
    field.current?.focus()
  }, [])
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (text.trim() === '' || busy) return
    onSend({ text, escalates, box: placed && box ? [...box] : null, annotator_id: annotator })
  }
  const label = escalates ? words.review.escalateText : words.review.commentText
  return (
    <form className="compose" onSubmit={submit}>
      <textarea
        ref={field}
        rows={3}
        value={text}
        aria-label={label}
        placeholder={label}
        dir="auto"
        onChange={({ currentTarget }) => {
          write(currentTarget.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel()
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault()
            submit()
          }
        }}
      />
      {annotator !== null && <p className="small wrap">{words.review.about(annotator)}</p>}
      <label className="small">
        <input
          type="checkbox"
          checked={escalates}
          onChange={({ currentTarget }) => {
            setEscalates(currentTarget.checked)
          }}
        />
        {words.review.escalates}
      </label>
      {box && (
        <label className="small">
          <input
            type="checkbox"
            checked={placed}
            onChange={({ currentTarget }) => {
              place(currentTarget.checked)
            }}
          />
          {words.review.atObject}
        </label>
      )}
      {error && <Failure error={error} />}
      <p className="thread-ways">
        <button type="submit" className="side-button strong" disabled={busy || text.trim() === ''}>
          {escalates ? words.review.escalate : words.review.send}
        </button>
        <button type="button" className="side-button" onClick={onCancel}>
          {words.review.cancel}
        </button>
      </p>
    </form>
  )
}
