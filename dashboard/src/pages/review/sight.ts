/** What is drawn on the image, and which of it is selected. */

import { useMemo, useState } from 'react'

import { words } from '../../words'
import { consensusOf, layersOf, type Layer } from '../../viewer/shapes'
import type { Image } from './detail'
import { usePerImage } from './per-image'
import { stepped, thingNamed, thingsOf, toCheck, type Thing } from './things'

const NOBODY: ReadonlySet<string> = new Set()
const NO_SHAPES: ReadonlySet<string> = new Set()

/** The kinds of layers that are switched for all images, not for one. */
type Extra = 'truth' | 'model' | 'consensus'

const without = (set: ReadonlySet<string>, key: string): Set<string> => {
  const next = new Set(set)
  if (!next.delete(key)) next.add(key)
  return next
}

/** Layers with their switches. Persons are all shown again on the next image, so that no answer is judged unseen. */
export function useLayers(image: Image | undefined, id: string | null, names: ReadonlyMap<string, string>) {
  const [off, setOff] = usePerImage(id, NOBODY)
  const [extra, setExtra] = useState<Readonly<Record<Extra, boolean>>>({ truth: false, model: false, consensus: false })
  const all = useMemo(
    () => (image ? [...layersOf(image, { names }), consensusOf(image, words.review.consensus)] : []),
    [image, names],
  )
  const isOn = (layer: Layer): boolean => (layer.kind === 'person' ? !off.has(layer.key) : extra[layer.kind])
  const shown = useMemo(
    () => all.filter((layer) => (layer.kind === 'person' ? !off.has(layer.key) : extra[layer.kind])),
    [all, off, extra],
  )
  const toggle = (layer: Layer) => {
    if (layer.kind === 'person') setOff(without(off, layer.key))
    else setExtra((before) => ({ ...before, [layer.kind]: !before[layer.kind as Extra] }))
  }
  return {
    all,
    shown,
    isOn,
    toggle,
    toggleKind: (kind: Extra) => {
      setExtra((before) => ({ ...before, [kind]: !before[kind] }))
    },
  }
}

export type Layers = ReturnType<typeof useLayers>

/** The selected object: the first to check until somebody selects another. */
export function useSelection(image: Image | undefined, id: string | null, all: readonly Layer[]) {
  const [key, select] = usePerImage<string | null | undefined>(id, undefined)
  const drawn = useMemo(() => all.filter((layer) => layer.kind !== 'consensus'), [all])
  const things = useMemo(() => (image ? thingsOf(image, drawn) : []), [image, drawn])
  const checked = useMemo(() => (image ? toCheck(image, things, drawn) : []), [image, things, drawn])
  const selected = useMemo<Thing | null>(
    () => (key === undefined ? (checked[0] ?? null) : thingNamed(key, { checked, things, layers: drawn })),
    [key, checked, things, drawn],
  )
  const shapes = useMemo(
    () => (selected ? new Set([...selected.drawn.values()].map((shape) => shape.key)) : NO_SHAPES),
    [selected],
  )
  return {
    things,
    checked,
    selected,
    shapes,
    layers: drawn,
    select,
    /** Goes on among the objects to check, or among all where none stands out. */
    step: (by: 1 | -1): Thing | null => {
      const to = stepped(checked.length > 0 ? checked : things, selected?.key ?? null, by)
      if (to) select(to.key)
      return to
    },
  }
}

export type Selection = ReturnType<typeof useSelection>
