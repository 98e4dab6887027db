import { pixels } from '../../format/numbers'
import { LineSwatch, Swatch } from '../../parts/swatch'
import { Tag } from '../../parts/tags'
import type { Layer } from '../../viewer/shapes'
import { words } from '../../words'
import type { Image } from './detail'
import type { Thing } from './things'

/** What everybody drew of the selected object: persons also where they drew nothing. */
export function SelectedObject({ thing, layers }: { thing: Thing; layers: readonly Layer[] }) {
  const rows = layers.filter(({ annotatorId, kind }) => kind === 'person' || thing.drawn.has(annotatorId ?? ''))
  return (
    <section aria-labelledby="object-head">
      <h2 id="object-head" className="side-head">
        {words.review.selected}
        <span>{words.review.selectedAbout}</span>
      </h2>
      <table className="object">
        <tbody>
          {rows.map((layer) => {
            const shape = thing.drawn.get(layer.annotatorId ?? '')
            return (
              <tr key={layer.key}>
                <th scope="row">
                  <span className="object-who">
                    <Sign layer={layer} />
                    <span className="line" title={layer.name} dir="auto">
                      {layer.name}
                    </span>
                  </span>
                </th>
                <td className="line" title={shape?.className} dir="auto">
                  {shape ? shape.className : <Tag tone="bad">{words.review.missing}</Tag>}
                </td>
                <td className="end">{shape && `${pixels(shape.hull[2])} × ${pixels(shape.hull[3])}`}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

const Sign = ({ layer }: { layer: Layer }) =>
  layer.kind !== 'person' ? (
    <LineSwatch kind={layer.kind} />
  ) : layer.place === null ? (
    <span className="swatch grey" aria-hidden="true" />
  ) : (
    <Swatch place={layer.place} />
  )

/** Labels of the whole image, where somebody gave some. */
export function ImageLabels({ image, layers }: { image: Image; layers: readonly Layer[] }) {
  const given = new Map(image.annotations.map(({ annotator_id, labels }) => [annotator_id, labels]))
  const rows = layers.filter(({ annotatorId }) => (given.get(annotatorId ?? '') ?? null) !== null)
  if (rows.every(({ annotatorId }) => (given.get(annotatorId ?? '') ?? []).length === 0)) return null
  return (
    <section aria-labelledby="labels-head">
      <h2 id="labels-head" className="side-head">
        {words.review.labels}
      </h2>
      <table className="object">
        <tbody>
          {rows.map((layer) => {
            const labels = (given.get(layer.annotatorId ?? '') ?? []).join(', ')
            return (
              <tr key={layer.key}>
                <th scope="row">
                  <span className="object-who">
                    <Sign layer={layer} />
                    <span className="line" title={layer.name} dir="auto">
                      {layer.name}
                    </span>
                  </span>
                </th>
                <td className="line" title={labels} dir="auto" colSpan={2}>
                  {labels || words.review.noLabels}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
