import { Switch } from '@mantine/core'

import type { Schema } from '../../api/client'
import { moment } from '../../format/dates'
import { count, DASH, roundShare, score } from '../../format/numbers'
import { IconExternalLink } from '../../parts/icons'
import { LineSwatch, Swatch } from '../../parts/swatch'
import { Tag, type Tone } from '../../parts/tags'
import type { Layer } from '../../viewer/shapes'
import { words } from '../../words'
import type { Image } from './detail'
import type { Answer } from './hits'
import type { Layers } from './sight'

const KEY_OF = { truth: 'G', model: 'M' } as const

type Props = {
  image: Image
  layers: Layers
  names: ReadonlyMap<string, string>
  changed: ReadonlySet<string>
  chosen: string | null
  onChoose: (annotator: string | null) => void
}

/** Everybody who drew on the image: what is shown of it, and what was decided on it. */
export function LayerList({ image, layers, names, changed, chosen, onChoose }: Props) {
  const answers = new Map(image.annotations.map((answer) => [answer.annotator_id, answer]))
  return (
    <section aria-labelledby="layers-head">
      <h2 id="layers-head" className="side-head">
        {words.review.layers}
        <span title={words.review.layersAboutTitle}>{words.review.layersAbout}</span>
      </h2>
      <ul className="layers">
        {layers.all.map((layer) => {
          const answer = layer.annotatorId === null ? undefined : answers.get(layer.annotatorId)
          return (
            <li key={layer.key}>
              <div className="layer">
                <Switch
                  size="xs"
                  checked={layers.isOn(layer)}
                  onChange={() => {
                    layers.toggle(layer)
                  }}
                  aria-label={words.review.show(nameOf(layer))}
                />
                <Sign layer={layer} />
                <Name layer={layer} answer={answer} chosen={chosen === layer.annotatorId} onChoose={onChoose} />
                {answer && <States answer={answer} changed={changed.has(answer.annotator_id)} />}
                <Figures layer={layer} answer={answer} />
                <Key layer={layer} />
              </div>
              {answer && <Verdict answer={answer} />}
            </li>
          )
        })}
      </ul>
      <Pairs pairs={image.pairs} names={names} />
    </section>
  )
}

const nameOf = ({ kind, name }: Layer): string =>
  kind === 'model' ? words.review.model(name) : kind === 'truth' ? words.review.truth(name) : name

/** The colour of a person, the line of everybody else. */
function Sign({ layer }: { layer: Layer }) {
  if (layer.kind !== 'person') return <LineSwatch kind={layer.kind} />
  return layer.place === null ? <span className="swatch grey" aria-hidden="true" /> : <Swatch place={layer.place} />
}

type NameProps = {
  layer: Layer
  answer: Answer | undefined
  chosen: boolean
  onChoose: (annotator: string | null) => void
}

/** The name; a person's chooses the answer for the next verdict. */
function Name({ layer, answer, chosen, onChoose }: NameProps) {
  const name = nameOf(layer)
  if (layer.kind !== 'person' || answer === undefined || answer.cancelled)
    return (
      <span className="layer-name line" title={name} dir="auto">
        {name}
      </span>
    )
  return (
    <button
      type="button"
      className="layer-name line"
      aria-pressed={chosen}
      aria-label={words.review.choose(name, layer.digit)}
      title={words.review.choose(name, layer.digit)}
      dir="auto"
      onClick={() => {
        onChoose(chosen ? null : answer.annotator_id)
      }}
    >
      {name}
    </button>
  )
}

const States = ({ answer, changed }: { answer: Answer; changed: boolean }) => (
  <>
    {changed && (
      <Tag tone="warn" title={words.review.changedTitle}>
        {words.review.changed}
      </Tag>
    )}
    {answer.conflict && <Tag tone="warn">{words.review.conflict}</Tag>}
    {answer.cancelled && <Tag>{words.review.skipped}</Tag>}
    {answer.link !== null && (
      <a
        className="layer-link"
        href={answer.link}
        target="_blank"
        rel="noreferrer"
        aria-label={words.review.openLink(answer.annotator_id)}
        title={words.review.openLink(answer.annotator_id)}
      >
        <IconExternalLink size={14} aria-hidden />
      </a>
    )}
  </>
)

function Figures({ layer, answer }: { layer: Layer; answer: Answer | undefined }) {
  const chance = answer?.chance_of_error ?? null
  const person = layer.kind === 'person'
  return (
    <span
      className="layer-figures num"
      title={person ? (chance === null ? words.review.noChance : words.review.chance(roundShare(chance))) : undefined}
    >
      {count(layer.shapes.length)}
      {person && ` · ${chance === null ? DASH : roundShare(chance)}`}
    </span>
  )
}

function Key({ layer }: { layer: Layer }) {
  const key = layer.kind === 'truth' || layer.kind === 'model' ? KEY_OF[layer.kind] : layer.digit
  return key === null ? <span /> : <kbd aria-hidden="true">{key}</kbd>
}

const TONES: Readonly<Record<string, Tone>> = { approved: 'ok', rejected: 'bad', corrected: 'warn' }

/** The verdict that stands, and by whom: seen before it can be overruled. */
function Verdict({ answer }: { answer: Answer }) {
  if (answer.verdict === null) return null
  const word = words.review.verdicts[answer.verdict] ?? answer.verdict
  const review = answer.reviews.findLast(
    ({ undone_at, revision }) => undone_at === null && revision === answer.revision,
  )
  const said = review ? words.review.by(word, review.reviewer_id ?? words.review.someone, moment(review.at)) : word
  return (
    <p className="layer-verdict">
      <Tag tone={TONES[answer.verdict] ?? 'mute'} title={said}>
        <span className="line" dir="auto">
          {said}
        </span>
      </Tag>
    </p>
  )
}

/** How well every two answers agree, the worst first. */
function Pairs({ pairs, names }: { pairs: readonly Schema<'Pair'>[]; names: ReadonlyMap<string, string> }) {
  if (pairs.length === 0) return null
  const sorted = pairs.toSorted((one, other) => (one.iou ?? 2) - (other.iou ?? 2))
  const name = (id: string) => names.get(id) ?? id
  return (
    <details className="side-more">
      <summary>
        {words.review.pairs(pairs.length)}
        <span>{words.review.pairsAbout}</span>
      </summary>
      <ul>
        {sorted.map(({ a, b, iou }) => (
          <li key={JSON.stringify([a, b])}>
            <span className="line" title={words.review.pair(name(a), name(b))} dir="auto">
              {words.review.pair(name(a), name(b))}
            </span>
            <span className="num">{score(iou)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
