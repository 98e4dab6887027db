import { CheckList } from './check-list'
import type { Image } from './detail'
import { History } from './history'
import { LayerList } from './layer-list'
import { ScoreCard } from './score-card'
import { ImageLabels, SelectedObject } from './selected-object'
import type { Layers, Selection } from './sight'
import { Thread, type Draft } from './thread'

type Props = {
  project: string
  image: Image
  names: ReadonlyMap<string, string>
  layers: Layers
  selection: Selection
  changed: ReadonlySet<string>
  chosen: string | null
  onChoose: (annotator: string | null) => void
  onZoom: () => void
  author: string
  writes: boolean
  draft: Draft | null
  onDraft: (draft: Draft | null) => void
  current: string | null
}

/** All that is known of the image beside what is drawn on it. */
export function Side(props: Props) {
  const { project, image, names, layers, selection, changed, chosen, onChoose, onZoom } = props
  return (
    <>
      <ScoreCard image={image} />
      <LayerList image={image} layers={layers} names={names} changed={changed} chosen={chosen} onChoose={onChoose} />
      <CheckList key={image.image_id} selection={selection} names={names} onZoom={onZoom} />
      {selection.selected && <SelectedObject thing={selection.selected} layers={selection.layers} />}
      <ImageLabels image={image} layers={selection.layers} />
      <Thread
        project={project}
        image={image.image_id}
        author={props.author}
        comments={image.comments}
        writes={props.writes}
        draft={props.draft}
        onDraft={props.onDraft}
        box={selection.selected?.box ?? null}
        annotator={chosen}
        current={props.current}
      />
      <History image={image} names={names} />
    </>
  )
}
