import { useEffect, useMemo, useRef, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'

import { useMay, useSession } from '../../api/session'
import { toReview } from '../../app/links'
import { useImageId, useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { useTitle } from '../../parts/title'
import type { ViewerHandle } from '../../viewer/viewer'
import { words } from '../../words'
import { useAhead, useDetail, useMeanwhile, useRevised } from './detail'
import { hitsOf, linkOf, type Verdict } from './hits'
import type { Action, Simple } from './keys'
import { useNames } from './names'
import { usePerImage } from './per-image'
import { positionOf, runsLow } from './position'
import { useQueueRows } from './queue-rows'
import { useLayers, useSelection } from './sight'
import type { Draft } from './thread'
import { useKeys } from './use-keys'
import { useVerdicts } from './verdicts'

/** One step of the zoom keys. */
const STEP = 1.3

/** Everything the review screen knows and does: where one is in the queue, what is seen, chosen and decided. */
export function useReview() {
  const project = useProjectId()
  const [search] = useFilters()
  const id = useImageId() || null
  const navigate = useNavigate()
  const queue = useQueueRows(project, search)
  const ids = useMemo(() => queue.rows.map(({ image_id }) => image_id), [queue.rows])
  const position = positionOf(ids, id)
  const detail = useDetail(project, id)
  const image = detail.data
  const names = useNames(project)
  const session = useSession().data
  const judges = useMay('review')
  const [finished, finish] = usePerImage(id, false)

  const go = (to: string, replace = false) => {
    void navigate({ ...toReview(project, to, search), replace })
  }
  const verdicts = useVerdicts({ project, reviewer: session?.name ?? '', go })
  const [changed, looked] = useRevised(image)
  const [chosen, choose] = usePerImage<string | null>(id, null)
  const [rejecting, reject] = usePerImage(id, false)
  const [draft, write] = usePerImage<Draft | null>(id, null)
  const [current, show] = usePerImage<string | null>(id, null)
  const layers = useLayers(image, id, names)
  const selection = useSelection(image, id, layers.all)
  const [hidden, hide] = useState(false)
  const [named, setNamed] = useState(false)
  const [helping, help] = useState(false)
  const [queueOpen, openQueue] = useState(false)
  const [sideOpen, openSide] = useState(false)
  const [said, say] = useState('')
  const viewer = useRef<ViewerHandle>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const hits = hitsOf(image?.annotations ?? [], chosen)
  const notice = verdicts.notice?.image === id ? verdicts.notice : null

  useAhead(project, position.ahead)
  useMeanwhile(project, id)
  useTitle(id ?? words.review.title)
  const [first] = ids
  useEffect(() => {
    if (id === null && queue.current && first !== undefined) go(first, true)
  })
  const { hasNextPage, isFetching, fetchNextPage } = queue.query
  useEffect(() => {
    if (hasNextPage && !isFetching && runsLow(ids.length, position)) void fetchNextPage()
  })

  const next = () => {
    if (position.next !== null) go(position.next)
    else if (!hasNextPage && id !== null) finish(true)
    return position.next
  }
  const decide = (verdict: Verdict, reason: string | null) => {
    if (!image || !judges || hits.answers.length === 0) return
    reject(false)
    verdicts.give(image, hits, verdict, reason)
    looked(image)
    say(words.review.said(words.review.verdicts[verdict] ?? verdict, next()))
  }
  const zoom = (to = selection.selected) => {
    if (to) viewer.current?.zoomTo(to.box)
  }
  const step = (by: 1 | -1) => {
    const to = selection.step(by)
    if (viewer.current?.isWhole() === false) zoom(to)
  }
  const simple: Record<Simple, () => void> = {
    approve: () => {
      decide('approved', null)
    },
    reject: () => {
      if (judges && hits.answers.length > 0) reject(!rejecting)
    },
    correct: () => {
      decide('corrected', null)
    },
    open: () => {
      const link = linkOf(hits)
      if (link !== null) window.open(link, '_blank', 'noreferrer')
    },
    undo: () => {
      if (judges) void verdicts.undo()
    },
    next,
    previous: () => {
      if (finished) finish(false)
      else if (position.previous !== null) go(position.previous)
    },
    nextObject: () => {
      step(1)
    },
    previousObject: () => {
      step(-1)
    },
    zoomToObject: () => {
      zoom()
    },
    fit: () => viewer.current?.fit(),
    zoomIn: () => viewer.current?.zoomBy(STEP),
    zoomOut: () => viewer.current?.zoomBy(1 / STEP),
    hide: () => {
      hide(true)
    },
    truth: () => {
      layers.toggleKind('truth')
    },
    models: () => {
      layers.toggleKind('model')
    },
    names: () => {
      setNamed((on) => !on)
    },
    escalate: () => {
      if (!judges) return
      openSide(true)
      write({ escalates: true })
    },
    search: () => {
      openQueue(true)
      requestAnimationFrame(() => searchField.current?.focus())
    },
    help: () => {
      help(true)
    },
  }
  const act = (action: Action) => {
    if (action.do !== 'toggle' && action.do !== 'choose') {
      if (!finished || action.do === 'undo' || action.do === 'previous' || action.do === 'help') simple[action.do]()
      return
    }
    const layer = layers.all.find(({ digit }) => digit === action.digit)
    if (!layer) return
    if (action.do === 'toggle') layers.toggle(layer)
    else choose(chosen === layer.annotatorId ? null : layer.annotatorId)
  }
  useKeys(act, hide)

  const empty = queue.current && ids.length === 0 && id === null
  return {
    project,
    search,
    id,
    navigate,
    queue,
    position,
    detail,
    image,
    names,
    session,
    judges,
    finished,
    finish,
    verdicts,
    changed,
    chosen,
    choose,
    rejecting,
    reject,
    draft,
    write,
    current,
    show,
    layers,
    selection,
    hidden,
    hide,
    named,
    helping,
    help,
    queueOpen,
    openQueue,
    sideOpen,
    openSide,
    said,
    viewer,
    searchField,
    hits,
    notice,
    decide,
    simple,
    act,
    empty,
  }
}
