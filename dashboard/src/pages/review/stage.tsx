import type { Ref } from 'react'

import { count } from '../../format/numbers'
import { pictureOf } from '../../viewer/picture'
import { Viewer, type ViewerHandle } from '../../viewer/viewer'
import { words } from '../../words'
import type { Said } from './comments'
import type { Image } from './detail'
import type { Layers, Selection } from './sight'
import { thingOf } from './things'

type Props = {
  ref: Ref<ViewerHandle>
  project: string
  image: Image
  layers: Layers
  selection: Selection
  hidden: boolean
  named: boolean
  /** The comments that are about a place, in the order of the thread. */
  placed: readonly Said[]
  current: string | null
  onComment: (id: string) => void
  onHide: (held: boolean) => void
  onNames: () => void
  onZoom: () => void
}

/** The image with its shapes, and what is done with the sight of it. */
export function Stage(props: Props) {
  const { ref, project, image, layers, selection, hidden, named, placed, current, onComment } = props
  const { selected, things } = selection
  const drawers = layers.all.filter(
    ({ kind, annotatorId }) => kind === 'person' && selected?.drawn.has(annotatorId ?? ''),
  )
  const persons = layers.all.filter(({ kind }) => kind === 'person')
  const classes = [...new Set([...(selected?.drawn.values() ?? [])].map(({ className }) => className))]
  return (
    <div className="review-stage">
      <Viewer
        ref={ref}
        image={pictureOf(project, image)}
        layers={layers.shown}
        selected={selection.shapes}
        hidden={hidden}
        names={named}
        marks={placed.flatMap(({ comment_id, box, author_id, text }, index) =>
          box === null
            ? []
            : [
                {
                  key: comment_id,
                  number: index + 1,
                  at: [box[0], box[1]] as const,
                  label: words.review.pin(count(index + 1), author_id, text),
                  current: comment_id === current,
                },
              ],
        )}
        caption={words.review.drew(count(drawers.length), count(persons.length), classes)}
        onPick={(shapes) => {
          const [first] = shapes
          selection.select(first ? thingOf(first, things, selection.layers).key : null)
        }}
        onMark={onComment}
      />
      <div className="stage-ways" role="group" aria-label={words.review.stage}>
        <button type="button" aria-pressed={named} onClick={props.onNames}>
          {words.review.names} <kbd aria-hidden="true">L</kbd>
        </button>
        <button
          type="button"
          aria-pressed={hidden}
          title={words.review.hideTitle}
          onClick={() => {
            props.onHide(!hidden)
          }}
        >
          {words.review.hide} <kbd aria-hidden="true">{words.review.space}</kbd>
        </button>
        <button type="button" disabled={selected === null} onClick={props.onZoom}>
          {words.review.zoomToObject} <kbd aria-hidden="true">Z</kbd>
        </button>
      </div>
    </div>
  )
}
